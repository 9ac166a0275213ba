 #

BBBB BBBB
BB BBBBBBBBBBBBBB gettext(u'You may be drawn to rate') BBBBB BBBBB BBBB
BBBB
  XXX XXXXXXXXXXXXXXXXX
    BB BBBBBBBBBB BB BBBBBBBBBBBBBXXXXBBBB BBBBBBBXXXXXX gettext(u'Rate three training cases within a year; %(n)s so far.') SSSS SSSSS SSSSSSSS SSSSS SSSSSS S SSSSS SSSSS SS SSSSXXXXXXXXXXXXBBBBB
    BB BBBBBBB BB BBBBBBBBBBBBB BBB BBBBBBBBBBBBBBXXXXBBBB BBBBBBBXXXXXX gettext(u'Four of five ratings within half a step of what was agreed on.') XXXXXXXXXXXXBBBBB
    BB BBBBBBBBB BB BBBBBBBBBBBBB BBB BBBBBBBBBBBBBBXXXXBBBB BBBBBBBXXXXXX gettext(u'Not kinder or stricter than agreed by more than a quarter of a point in the mean.') XXXXXXXXXXXXBBBBB
    BB BBBBBBB BB BBBBBBBBBBBBBXXXXBBBB BBBBBBBXXXXXX gettext(u'What fails outright seen exactly where it was agreed on.') XXXXXXXXXXXXBBBBB
  XXXXX
BBBBB
