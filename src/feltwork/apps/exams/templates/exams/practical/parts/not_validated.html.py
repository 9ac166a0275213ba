 #

BBBB BBBB
XX XXXXXXXXXXXXXXX XXXXXXXXXX gettext(u'The sheet is our own and not validated: no scale for this method with published reliability was found. It puts into words what people look for, so that two of them can compare.') XXXX
