BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB
 #

BBBB BBBB
BBBBB BBBBB gettext(u'They do not stand close any more') BBBBBBBB

BBBBB BBBBBBB
   gettext(u'They do not stand close any more')  gettext(u'From now on one may be drawn for the other again.')  gettext(u'End it') BBB BBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBB BB BBBBBBBB gettext(u'Raters') 
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBBB BBBBBBBBBBBBB
BBBBBBBB BBBBBBB
