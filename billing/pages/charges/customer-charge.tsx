import { useParams } from 'react-router'
import { Page } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail } from '../../charges/contract.ts'
import { billingWords } from '../words.ts'
import { ChargeView, type Paths } from './charge-view.tsx'
import { chargeWords } from './words.ts'

const paths: Paths = { bill: (id) => `/my/bills/${id}`, charge: (id) => `/my/charges/${id}` }

export default function CustomerCharge() {
  const say = useWords(chargeWords)
  const name = useWords(billingWords)
  const { chargeId } = useParams()
  const charge = useResource<ChargeDetail>(`/api/billing/charges/${chargeId}`)
  return (
    <Page
      title={charge.data ? say(`kind.${charge.data.kind}`) : say('title')}
      back={{ to: '/my/bills', text: name('bill.back') }}
    >
      <Shown of={charge} rows={8}>
        {(shown) => <ChargeView charge={shown} paths={paths} />}
      </Shown>
    </Page>
  )
}
