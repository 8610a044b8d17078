import { Refusal } from '../db/refusal.ts'
import type { Verdict } from './rules/workflow.ts'

const messages: Record<Extract<Verdict, { ok: false }>['because'], { message: string; status: number }> = {
  APPLICATION_ENDED: { message: '该申请已结束,不能再办理', status: 409 },
  STALE_VERSION: { message: '该申请已被他人办理,请刷新后再试', status: 409 },
  NOT_THE_CURRENT_STEP: { message: '当前环节不能这样办理,请刷新后再试', status: 409 },
  STEP_NOT_YOURS: { message: '您的岗位不办理此环节', status: 403 },
  PAPERS_MISSING: { message: '资料不齐,请补齐后再受理', status: 409 },
  RETURN_NOT_ALLOWED: { message: '不能退回到所选环节', status: 409 },
}

export function refuse({ because, papers }: Extract<Verdict, { ok: false }>): Refusal {
  const { message, status } = messages[because]
  const issues = papers?.map((paper) => ({ path: `papers.${paper}`, message: '缺少此项资料' }))
  return new Refusal(because, message, issues ? { status, issues } : { status })
}
