# Khung trang, ngày tháng, từ dùng chung
product-name = Thỏa thuận
product-line = Quy trình thỏa thuận quốc tế của địa phương
other-language = English
skip-to-main = Chuyển đến nội dung chính
main-navigation = Điều hướng chính
sign-out = Đăng xuất
pages = Các trang
pager-next = Trang sau →
pager-first = ← Về trang đầu
on-this-page = Trên trang này
footer-time = Thời gian trên trang là giờ Việt Nam (UTC+7).
yes = Có
no = Không
optional = (không bắt buộc)
cancel = Quay lại, không thực hiện
why-this-date = vì sao là ngày này
explain-date = Xem vì sao là ngày này
provisional = tạm tính

banner-success = Đã thực hiện
banner-warning = Lưu ý
flash-holder = Hồ sơ hiện đang ở:
flash-due = Thời hạn:

demo-label = Bản trình diễn
demo-sentence = Người, tên và diễn biến thủ tục là hư cấu.
demo-now = Bây giờ là
demo-advance = Chỉnh thời gian

nav-worklist = Công việc
nav-notices = Thông báo
nav-record = Nhật ký
provisions-nav = Căn cứ và quy định

weekday-mon = Thứ Hai
weekday-tue = Thứ Ba
weekday-wed = Thứ Tư
weekday-thu = Thứ Năm
weekday-fri = Thứ Sáu
weekday-sat = Thứ Bảy
weekday-sun = Chủ Nhật
days-left = Còn { $n } ngày
days-over = Quá { $n } ngày
days-due-today = Đến hạn hôm nay
days-n = { $n } ngày
working-days-n = { $n } ngày làm việc
calendar-days-n = { $n } ngày
in-time = Đúng hạn
late = Quá hạn
clock-stopped = Tạm dừng thời hạn
clock-running = Đang tính
no-deadline = Không có thời hạn

error-prefix = Lỗi:
error-summary-title = Có nội dung cần sửa
error-summary-kept = Nội dung anh/chị đã nhập vẫn được giữ nguyên bên dưới.
error-summary-files = Trình duyệt không giữ được tệp; chọn lại:
date-hint = Ngày/tháng/năm, ví dụ 15/04/2019
row-n = Dòng { $n }

verified-text = đã đối chiếu văn bản
verified-partly = mới kiểm chứng một phần
verified-no = chưa kiểm chứng
policy-mark = quy định nội bộ
policy-set-by = do { $by } đặt ra
acting-for = thay mặt { $name }

class-binding = Có tính ràng buộc
class-non-binding = Không ràng buộc
phase-draft = Soạn thảo
phase-consultation = Lấy ý kiến
phase-decision = Quyết định
phase-signing = Ký
phase-reporting = Báo cáo
phase-closed = Kết thúc
role-official = Cán bộ địa phương
role-leader = Lãnh đạo địa phương
role-mofa-reviewer = Chuyên viên Bộ Ngoại giao
role-reviewer = Chuyên viên cơ quan được lấy ý kiến
role-government-office = Văn phòng Chính phủ
role-inspector = Thanh tra
role-administrator = Quản trị
role-system = Hệ thống (tự động)
date-placeholder = ngày/tháng/năm
back-label = Quay lại
