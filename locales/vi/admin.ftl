# Quản trị và trợ giúp
about-title = Giới thiệu và trợ giúp
