BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB
 #

BBBB BBBB
BBBBB BBBBB gettext(u'The client takes it back') BBBBBBBB

BBBBB BBBBBBB
   gettext(u'The client takes it back')  gettext(u'The recording is destroyed at once, in every copy, and nobody rates it any more. It does not count against the candidate, who may bring another session.')  gettext(u'End the consent and delete the recording') BBB BBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBB BB BBBB
  BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBBB
BBBBBBBB BBBBBBB
