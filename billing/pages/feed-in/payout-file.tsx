import { Alert, Button, Upload } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { yuan } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { PayoutAnswer } from '../../feed-in/contract.ts'
import css from '../office.module.css'
import { feedInWords } from './words.ts'

/** What the bank paid out, brought in as a file: all of it or none. */
export function PayoutFile({ done }: { done: () => void }) {
  const say = useWords(feedInWords)
  const [answer, setAnswer] = useState<PayoutAnswer>()
  const bring = useSubmit((content: string, key) =>
    write<PayoutAnswer>('POST', '/api/billing/feed-in/payouts', { content }, key),
  )
  const read = async (file: File) => {
    const made = await bring.submit(await file.text())
    setAnswer(made?.value)
    if (made) done()
  }
  const take = (file: File) => {
    void read(file)
    return Upload.LIST_IGNORE
  }
  const faults = bring.error?.issues ?? []
  return (
    <div className={css.stack}>
      <p className={css.note}>{say('payout.lead')}</p>
      <div>
        <Upload accept=".csv" showUploadList={false} beforeUpload={take}>
          <Button loading={bring.busy}>{say('payout.choose')}</Button>
        </Upload>
      </div>
      <Trouble error={bring.error} atFields />
      {faults.length > 0 && (
        <ul>
          {faults.map(({ path, message }) => {
            const [, row = '', field = ''] = path.split('.')
            return <li key={path}>{say('fault.line', { row, field: say.code('field', field), message })}</li>
          })}
        </ul>
      )}
      {answer && (
        <Alert type="success" showIcon title={say('payout.done', { ...answer, amount: yuan(answer.amountYuan) })} />
      )}
    </div>
  )
}
