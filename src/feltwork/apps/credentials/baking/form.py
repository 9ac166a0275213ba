"""Where a credential stands in a picture (Open Badges 3.0, section 5.3)."""

KEYWORD = "openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
