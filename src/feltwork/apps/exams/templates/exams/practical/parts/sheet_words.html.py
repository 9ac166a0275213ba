 #

BBBB BBBB
XXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX gettext(u'Every answer is kept as you give it') XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Keeping …') XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Not kept yet: no connection. It is tried again by itself.') XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX gettext(u'This sheet has been handed in, or closed.') XXXXXXXXXXXX XXXXXXXXXXXXXXXXX gettext(u'Open questions:') XXXXXXXXXXXXXXXXXX
