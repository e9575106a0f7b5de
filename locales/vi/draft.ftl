# Soạn hồ sơ
field-kind = Loại văn bản
field-purpose = Sự cần thiết và lợi ích dự kiến
field-planned-signing-on = Ngày dự kiến ký
