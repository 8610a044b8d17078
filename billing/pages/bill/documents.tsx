import { Alert } from 'antd'
import { Link } from 'react-router'
import { instant, yuan } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail, BillDocument } from '../../bill-contract.ts'
import css from '../bill.module.css'
import { billWords } from './words.ts'

/** Path of a bill's page in the shell where the reader is. */
export type ToBill = (id: number) => string

/** Says in plain words what a document that is not simply the month's bill means for its reader. */
export function StandingNote({ bill, to }: { bill: BillDetail; to: ToBill }) {
  const say = useWords(billWords)
  const valid = bill.documents.find(({ standing, state }) => standing && state === 'issued')
  const self = bill.documents.find(({ id }) => id === bill.id)
  const original = bill.documents.find(({ id }) => id === self?.correctsBillId)
  const seeValid = valid && valid.id !== bill.id && <Link to={to(valid.id)}>{say('note.see')} ›</Link>
  const seeOriginal = original && <Link to={to(original.id)}>{say('note.original')} ›</Link>
  const reason = bill.reason ? ` ${say('document.reason', { reason: bill.reason })}` : ''
  if (bill.state !== 'issued') {
    return <Alert showIcon type="warning" title={say(`note.${bill.state}`)} />
  }
  if (bill.document === 'reversal') {
    return (
      <Alert
        showIcon
        type="warning"
        title={say('note.reversal') + reason}
        description={
          <span className={css.links}>
            {seeOriginal} {seeValid}
          </span>
        }
      />
    )
  }
  if (!bill.standing) return <Alert showIcon type="warning" title={say('note.replaced')} description={seeValid} />
  if (bill.document !== 'reissue' || !original) return null
  const more = Number(bill.totalYuan) - Number(original.totalYuan)
  const difference = say(more < 0 ? 'note.less' : 'note.more', { amount: yuan(Math.abs(more)) })
  const text = say('note.reissue', { before: yuan(original.totalYuan), difference })
  return <Alert showIcon type="success" title={text + reason} description={seeOriginal} />
}

/** Bill, reversal and corrected bill of one month, in the order in which they were made. */
export function Documents({ bill, to }: { bill: BillDetail; to: ToBill }) {
  const say = useWords(billWords)
  return bill.documents.map((document) => (
    <div key={document.id} className={css.pair}>
      <div>
        {document.id === bill.id ? (
          <b>{say(`document.${document.document}`)}</b>
        ) : (
          <Link to={to(document.id)}>{say(`document.${document.document}`)}</Link>
        )}{' '}
        <DocumentPill document={document} />
        <div className={css.note}>
          {document.billNo}
          {document.id === bill.id && <> · {say('document.here')}</>}
        </div>
        <div className={css.note}>
          {instant(document.issuedAt)}
          {document.reason && <> · {say('document.reason', { reason: document.reason })}</>}
        </div>
      </div>
      <b className={css.amount}>{yuan(document.totalYuan)}</b>
    </div>
  ))
}

export function DocumentPill({ document }: { document: Pick<BillDocument, 'document' | 'state' | 'standing'> }) {
  const say = useWords(billWords)
  const [tone, word]: [Tone, string] =
    document.state !== 'issued'
      ? ['warn', say(`document.${document.state}`)]
      : document.standing
        ? ['good', say('document.counts')]
        : document.document === 'reversal'
          ? ['calm', say('document.reversal')]
          : ['calm', say('document.replaced')]
  return document.document === 'reversal' && document.state === 'issued' ? null : <Pill tone={tone}>{word}</Pill>
}
