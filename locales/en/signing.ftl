# Signing and after
field-pm-number = Number and symbol of the letter
field-pm-signer = Signer of the letter
