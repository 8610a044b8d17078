import { Alert, Button } from 'antd'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import { useTaking } from '../call/offer.ts'
import { deskWords } from '../words.ts'
import css from './orders.module.css'
import type { OrderFor } from './use-ordering.ts'
import { orderWords } from './words.ts'

/** What happens on the desk behind the drawer. */
export type Behind = { offered: Contact | null; isElsewhere: boolean; reload: () => void }

/** Of which customer and contact the order will be, and who rings meanwhile. */
export function ForWhom({ of, behind }: { of: OrderFor; behind: Behind | undefined }) {
  const say = useWords(orderWords)
  const { accountNo, customerName, contact } = of
  const caller = customerName ?? (accountNo ? null : contact?.callerPhone)
  const told = [
    caller,
    accountNo ? say('for.account', { no: accountNumber(accountNo) }) : say('for.noAccount'),
    contact && say('for.contact', { no: contact.contactNo }),
  ]
  return (
    <div className={css.forWhom}>
      {behind?.offered && <Ringing contact={behind.offered} reload={behind.reload} />}
      <Alert
        type={behind?.isElsewhere ? 'warning' : 'info'}
        showIcon
        role="status"
        title={say('for.whom', { who: told.filter(Boolean).join(' · ') })}
        description={behind?.isElsewhere ? say('for.elsewhere') : undefined}
      />
    </div>
  )
}

function Ringing({ contact, reload }: { contact: Contact; reload: () => void }) {
  const say = useWords(orderWords)
  const sayDesk = useWords(deskWords)
  const answer = useTaking(() => {}, reload)
  return (
    <>
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={say('for.ringing')}
        action={
          <Button size="small" type="primary" loading={answer.busy} onClick={() => void answer.submit(contact.id)}>
            {sayDesk('call.answer')}
          </Button>
        }
      />
      <Trouble error={answer.error} />
    </>
  )
}
