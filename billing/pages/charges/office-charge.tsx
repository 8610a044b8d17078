import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ChargeDetail } from '../../charges/contract.ts'
import { ledgerWords } from '../ledger-words.ts'
import { ChargeView, type Paths } from './charge-view.tsx'
import { type Act, DecideCharge } from './decide.tsx'
import { chargeWords } from './words.ts'

const paths: Paths = { bill: (id) => `/office/bills/${id}`, charge: (id) => `/office/charges/${id}` }

/** One charge for whoever decides it. */
export default function OfficeCharge() {
  const say = useWords(chargeWords)
  const { chargeId } = useParams()
  const charge = useResource<ChargeDetail>(`/api/billing/charges/${chargeId}`, { keep: true })
  const [act, setAct] = useState<Act>()
  useLiveReload(['charge.issued', 'charge.reversed', 'payment.recorded'], charge.reload)
  const shown = charge.data
  return (
    <Page
      title={shown ? `${say(`kind.${shown.kind}`)} ${shown.chargeNo}` : say('title')}
      back={{ to: '/office/charges', text: say('back') }}
      actions={shown && <Acts charge={shown} choose={setAct} />}
    >
      <Shown of={charge} rows={10}>
        {(detail) => <ChargeView charge={detail} paths={paths} />}
      </Shown>
      {shown && act && (
        <DecideCharge
          charge={shown}
          act={act}
          close={(isDone) => {
            setAct(undefined)
            if (isDone) charge.reload()
          }}
        />
      )}
    </Page>
  )
}

function Acts({ charge, choose }: { charge: ChargeDetail; choose: (act: Act) => void }) {
  const say = useWords(chargeWords)
  const name = useWords(ledgerWords)
  const user = useUser()
  const mayDecide = hasRole(user, ['billing', 'manager'])
  const isOwn = charge.draftedBy === user.username
  const stands = ['issued', 'overdue', 'paid'].includes(charge.status)
  return (
    <>
      {hasRole(user, ['billing', 'manager', 'auditor', 'accountant']) && (
        <Link to={withQuery('/office/ledger', { account: charge.accountNo })}>{name('title')} ›</Link>
      )}
      {charge.status === 'draft' && (mayDecide || hasRole(user, ['inspector'])) && (
        <Button danger onClick={() => choose('discard')}>
          {say('discard')}
        </Button>
      )}
      {charge.status === 'draft' && mayDecide && (
        <Button type="primary" disabled={isOwn} title={isOwn ? say('decide.own') : ''} onClick={() => choose('issue')}>
          {say('issue')}
        </Button>
      )}
      {stands && mayDecide && (
        <Button danger onClick={() => choose('reverse')}>
          {say(charge.kind === 'late-fee' ? 'waive' : 'reverse')}
        </Button>
      )}
    </>
  )
}
