"""The Chinese words of states, outcomes and faults, as reports print them."""

from __future__ import annotations

from reports.page import Tone

ENTRY: dict[str, tuple[str, Tone]] = {
    "complete": ("齐全", "good"),
    "incomplete": ("待补正", "bad"),
    "review": ("待核验", "doubt"),
    "withdrawn": ("已撤回", "quiet"),
}
MATERIAL: dict[str, tuple[str, Tone]] = {
    "present": ("已收到", "good"),
    "missing": ("缺少", "bad"),
    "faulty": ("需补正", "bad"),
    "unclear": ("待核验", "doubt"),
}
OUTCOME: dict[str, tuple[str, Tone]] = {
    "accepted": ("已受理", "good"),
    "correction": ("需补正", "bad"),
    "review": ("待核验", "doubt"),
    "ignored": ("无需处理", "quiet"),
}
ANSWER: tuple[str, Tone] = ("待答复", "doubt")
ANSWERED: tuple[str, Tone] = ("已自动答复", "quiet")
TRIED = "自查"
MAIL_STATE: dict[str, tuple[str, Tone]] = {"received": ("待读取", "quiet"), "held": ("暂存，待人工", "doubt")}
MAIL_KIND = {
    "submission": "材料",
    "observer": "观摩",
    "question": "咨询",
    "automatic": "自动邮件",
    "bounce": "退信",
    "own": "本系统邮件",
    "hostile": "异常邮件",
}
LETTER = {
    "accepted": "受理回执",
    "correction": "补正通知",
    "review": "收件回执",
    "reminder": "补正提醒",
    "report": "日报",
    "alarm": "告警",
}
LETTER_STATE = {
    "failed": "发送失败",
    "unsure": "不能确定是否送达",
    "queued": "待发送",
    "sending": "发送中",
    "sent": "已发送",
}
PAUSE = {"outbox": "发信", "mailbox": "收信", "sent-folder": "核对已发送邮件"}
DETAIL = {"unit": "单位", "names": "人员", "phone": "联系电话", "text": "来信内容"}

FAULT = {
    "mail.no_materials": "邮件没有附件",
    "mail.request": "要求撤回或更正",
    "mail.truncated": "邮件不完整",
    "mail.partial": "邮件分段未收齐",
    "mail.too_large": "邮件或文件过大",
    "mail.hostile": "邮件或文件结构异常",
    "mail.cloud_attachment": "以网盘链接代替附件",
    "sender.other": "由其他邮箱报送",
    "sender.spoofed": "发件人冒用本邮箱名称",
    "file.unreadable": "文件无法打开",
    "file.encrypted": "文件设有密码",
    "file.empty": "空文件",
    "file.unsupported": "文件格式不支持",
    "file.bomb": "文件展开过大",
    "file.macro": "文件含宏",
    "file.duplicate": "重复文件",
    "form.unrecognised": "文件未能识别",
    "form.blank": "空白表",
    "field.missing": "栏目未填",
    "field.invalid": "栏目填写不合要求",
    "field.too_long": "字数超限",
    "field.ambiguous": "填写不能确定",
    "field.template_text": "未替换提示文字",
    "field.implausible": "填写明显不合理",
    "members.too_few": "成员人数不足",
    "members.repeated": "成员重复列名",
    "members.differ": "成员或人数不一致",
    "seal.missing": "缺公章",
    "seal.mismatch": "公章与单位名称不符",
    "seal.unclear": "公章不清晰",
    "seal.black_and_white": "疑似复印章",
    "seal.wrong_place": "盖章位置不当",
    "seal.too_few": "公章数量不足",
    "seal.pasted": "印章疑似图片粘贴",
    "signature.invalid": "电子签章异常",
    "signature.unverified": "电子签章未验证",
    "twin.missing_word": "缺表格Word版",
    "twin.missing_pdf": "缺盖章PDF版",
    "twin.differs": "Word版与盖章件不一致",
    "material.missing": "缺材料",
    "material.wrong_format": "材料格式不符",
    "material.unassigned": "材料归属不明",
    "summary.row_without_form": "汇总表所列项目未见相应表格",
    "summary.form_without_row": "所报项目未列入汇总表",
    "summary.headcount_differs": "汇总表人数不一致",
    "summary.name_differs": "汇总表名称不一致",
    "unit.name_differs": "单位名称不一致",
    "topic_type.differs": "课题类型不一致",
    "material.too_long": "材料字数超限",
    "quota.exceeded": "超出申报名额",
    "deadline.passed": "逾期报送",
    "deadline.correction": "截止后补正",
    "duplicate.entry": "疑似重复申报",
    "duplicate.earlier_edition": "疑似往届已申报",
    "duplicate.achievement": "疑似本届同一成果",
    "condition.unmet": "推荐条件待核定",
    "honours.none_found": "近年获奖待核对",
    "secrecy.marking": "疑似涉密标识",
}
"""Short names of finding codes; an unknown code is printed as it is."""

HINT = {
    "seal.missing": "写明先盖章、再扫描，报名表首页附盖章样例",
    "seal.unclear": "写明用彩色、300 dpi 扫描整页，不用手机翻拍",
    "seal.black_and_white": "写明须彩色扫描，黑白复印件不予采用",
    "seal.mismatch": "写明单位名称须与公章逐字一致，不用简称",
    "seal.wrong_place": "在表中用虚框标出盖章位置",
    "twin.missing_pdf": "写明报名表须同时提交Word版和盖章PDF版，两份缺一不可",
    "twin.missing_word": "写明报名表须同时提交Word版和盖章PDF版，两份缺一不可",
    "twin.differs": "写明定稿后再盖章，Word版与盖章件须一致",
    "field.missing": "在表中标出必填栏目",
    "field.invalid": "在电话、邮编、日期栏内印出填写示例",
    "field.too_long": "在栏目名称中写明字数上限，并说明可另附页",
    "field.template_text": "减少表内提示文字，或以灰色括注并要求替换",
    "field.ambiguous": "单选栏目改为□，并写明只选一项",
    "members.too_few": "写明小组成员须逐人列出，至少2人",
    "material.missing": "在通知后附材料清单，逐项打勾",
    "material.wrong_format": "在材料清单中写明每项的格式",
    "material.unassigned": "写明文件名格式，如“单位-小组-材料名”",
    "mail.cloud_attachment": "写明不接收网盘链接和超大附件，每封不超过50MB",
    "file.encrypted": "写明文件和压缩包不设密码",
    "quota.exceeded": "写明名额按单位全称计算",
    "unit.name_differs": "写明各表单位名称须与公章逐字一致",
    "summary.row_without_form": "写明汇总表随全部材料一次报送",
    "summary.form_without_row": "写明汇总表随全部材料一次报送",
    "topic_type.differs": "写明各表课题类型须一致",
}
"""What the next notice may say more clearly, by the fault that it would spare."""
