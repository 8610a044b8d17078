import { Refusal } from '../db/refusal.ts'
import { paperWords } from './print/words.ts'
import type { Because, Verdict } from './rules/flow/engine.ts'
import type { Objection } from './rules/kinds/facts.ts'

const messages: Record<Because, { message: string; status: number }> = {
  APPLICATION_ENDED: { message: '该申请已结束,不能再办理', status: 409 },
  STALE_VERSION: { message: '该申请已被他人办理,请刷新后再试', status: 409 },
  APPLICATION_SUSPENDED: { message: '该申请已挂起,请先恢复', status: 409 },
  STEP_NOT_OPEN: { message: '该环节现在不能办理,请刷新后再试', status: 409 },
  STEP_NOT_YOURS: { message: '您的岗位不办理此环节', status: 403 },
  PAPERS_MISSING: { message: '资料不齐,请补齐后再办理', status: 409 },
  RETURN_NOT_ALLOWED: { message: '不能退回到所选环节', status: 409 },
  TOO_LATE_TO_END: { message: '现场工作已完成,不能再撤销或终止', status: 409 },
  SUSPENSION_UNKNOWN: { message: '该流程不允许以此原因挂起', status: 409 },
  NOT_SUSPENDED: { message: '该申请没有挂起', status: 409 },
}

export function refuse({ because, papers }: Extract<Verdict, { ok: false }>): Refusal {
  const { message, status } = messages[because]
  const issues = papers?.map((paper) => ({
    path: `papers.${paper}`,
    message: `缺少${paperWords[paper] ?? paper},请上传文件,或由受理员核对原件后登记`,
  }))
  return new Refusal(because, message, issues ? { status, issues } : { status })
}

/** Each objection says by which clause, and what the applicant can do. */
export function refuseObjections(objections: Objection[]): Refusal {
  const tell = ({ message, clause, remedy }: Objection) => `${message}${clause ? `(${clause})` : ''}。${remedy}`
  const [first] = objections
  return new Refusal('APPLICATION_OBJECTED', first ? tell(first) : '申请不符合规定', {
    issues: objections.map((objection) => ({ path: objection.path, message: tell(objection) })),
  })
}
