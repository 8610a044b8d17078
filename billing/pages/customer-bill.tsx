import { useParams } from 'react-router'
import { Page } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillDetail } from '../bill-contract.ts'
import { PdfButton } from './bill/pdf-button.tsx'
import { BillView } from './bill-view.tsx'
import { billingWords } from './words.ts'

export default function CustomerBill() {
  const say = useWords(billingWords)
  const { billId } = useParams()
  const bill = useResource<BillDetail>(`/api/billing/bills/${billId}`)
  return (
    <Page
      title={bill.data ? say('bill.title', { month: bill.data.billMonth }) : say('bills.title')}
      back={{ to: '/my/bills', text: say('bill.back') }}
      actions={bill.data && <PdfButton bill={bill.data} />}
    >
      <Shown of={bill} rows={10}>
        {(shown) => <BillView bill={shown} to={(id) => `/my/bills/${id}`} />}
      </Shown>
    </Page>
  )
}
