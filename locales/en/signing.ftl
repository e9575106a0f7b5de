# Signing and after
field-number = Number and symbol of the letter
field-dated-on = Date of the letter
field-pm-signer = Signer of the letter
field-favourable = Does the Prime Minister favour conclusion?
field-gist = Gist
field-signed-on = Day of signing
field-place = Place of signing
field-foreign = The partner’s signatories
field-foreign-hint = One row each.
field-foreign-name = Name
field-foreign-title = Title
field-signed-copy = Signed copy
field-signed-copy-hint = A scan with all signatures, as PDF.
field-on = Day of entry into force
field-by = By which clause or agreement
field-by-hint = For example: Article 8 of the document, in force on signing.
rows-more = Add rows
