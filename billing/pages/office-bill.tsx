import { useParams } from 'react-router'
import { withQuery } from '../../app/web/kit/api.ts'
import { Page } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillDetail } from '../bill-contract.ts'
import { PdfButton } from './bill/pdf-button.tsx'
import { BillView } from './bill-view.tsx'
import { billingWords } from './words.ts'

export default function OfficeBill() {
  const say = useWords(billingWords)
  const { billId } = useParams()
  const bill = useResource<BillDetail>(`/api/billing/bills/${billId}`)
  const shown = bill.data
  return (
    <Page
      title={shown ? say('bill.title', { month: shown.billMonth }) : say('bills.title')}
      back={{ to: withQuery('/office/bills', { account: shown?.accountNo }), text: say('bill.back') }}
      actions={shown && <PdfButton bill={shown} />}
    >
      <Shown of={bill} rows={10}>
        {(detail) => <BillView bill={detail} to={(id) => `/office/bills/${id}`} />}
      </Shown>
    </Page>
  )
}
