# Drafting a dossier
field-kind = Kind of document
field-purpose = Need and expected benefit
field-planned-signing-on = Planned day of signing
