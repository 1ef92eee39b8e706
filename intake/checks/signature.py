"""Electronic signatures are what they were when the unit signed."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import MailCase
from intake.findings import Finding, for_the_secretariat
from parsers.edition import Rule
from parsers.facts import Seal
from parsers.signatures import CHANGED, UNREADABLE

ALTERED = "文件的电子签章校验未通过，签章后内容有变动，已转工作人员核验；如系软件另存所致，可重新签章后再发一次。"
ASK = {
    CHANGED: "电子签章之后文件又有增改，已转工作人员核验，您暂无需处理。",
    UNREADABLE: "电子签章未能读取，已转工作人员核验，您暂无需处理。",
}
STATE = {"intact": "签名内容完好，证书颁发机构未经核验", "unknown": "签名未验证"}


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Altered bytes are told and go to a person; who signed what is noted for the secretariat."""
    for file in case.files:
        signed = [seal for seal in file.reading.document.seals if seal.integrity]
        for integrity in dict.fromkeys(seal.integrity for seal in signed):
            seals = [seal for seal in signed if seal.integrity == integrity]
            where, evidence = file.path, {"seals": [_evidence(seal) for seal in seals]}
            if integrity == "altered":
                yield Finding("signature.invalid", "ask", rule.clause, where, ALTERED, evidence=evidence)
            elif say := next((ASK[seal.reason] for seal in seals if seal.reason in ASK), ""):
                yield Finding("signature.unverified", "ask", rule.clause, where, say, evidence=evidence)
            else:
                names = "、".join(dict.fromkeys(seal.signer or "不详" for seal in seals))
                why = "、".join(dict.fromkeys(seal.reason for seal in seals if seal.reason and integrity == "unknown"))
                say = f"电子签章，签名人：{names}；{STATE[integrity]}{f'（{why}）' if why else ''}。"
                yield for_the_secretariat("signature.unverified", rule.clause, where, say, evidence)


def _evidence(seal: Seal) -> dict[str, object]:
    return {"page": seal.page, "box": list(seal.box), "signer": seal.signer, "integrity": seal.integrity}
