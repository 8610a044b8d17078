import { Button } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail } from '../../bill-contract.ts'
import { billWords } from './words.ts'

export function PdfButton({ bill }: { bill: Pick<BillDetail, 'id'> }) {
  const say = useWords(billWords)
  return (
    <Button href={`/api/billing/bills/${bill.id}/pdf`} download>
      {say('pdf.download')}
    </Button>
  )
}
