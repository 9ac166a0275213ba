BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB
 #

BBBB BBBB
BBBBB BBBBB gettext(u'End the appointment') BBBBBBBB

BBBBB BBBBBBB
   gettext(u'End the appointment')  gettext(u'They are drawn no more. Sheets that they have already stay theirs.')  gettext(u'End it') BBB BBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBB BB BBBBBBBB gettext(u'Raters') 
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBBB BBBBBBBBBBBB
BBBBBBBB BBBBBBB
