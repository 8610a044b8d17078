import { Button } from 'antd'
import { useEffect } from 'react'
import { accountNumber, quantity } from '../../app/web/kit/format.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { Facts, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CallerFile, Contact } from '../contract.ts'
import { OpenForm } from './applications/open-form.tsx'
import { BillLink } from './call/bill-link.tsx'
import { CallCustomer } from './call/call-customer.tsx'
import { IdentityPanel } from './call/identity-panel.tsx'
import css from './desk.module.css'
import { BillsDrawer } from './file/bills-drawer.tsx'
import { needsOf } from './file/guarded-button.tsx'
import { MeterDrawer } from './file/meter-drawer.tsx'
import { Signs } from './file/signs.tsx'
import { useFileReload } from './file/use-file-reload.ts'
import { usePanel } from './file/use-panel.ts'
import { FileEvents, FileOrders } from './file-lists.tsx'
import { MattersHere } from './matters/matter-parts.tsx'
import { OrderDrawer } from './orders/order-drawer.tsx'
import { Phone } from './phone.tsx'
import { ProfilePanel } from './profile/profile-panel.tsx'
import { PromiseButton } from './promises/promise-button.tsx'
import { deskWords } from './words.ts'

type View = {
  accountNo: string
  contact: Contact | null
  attach: () => void
  openOrder: () => void
  /** Whose file it is, once it is read. */
  named: (accountNo: string, customerName: string) => void
  /** Nobody is on the line: the customer may be rung. */
  isIdle: boolean
  promisable: number | null
  reload: () => void
}

/** All that an agent must see of a caller, in one answer of the server. */
export function CallerFileView({ accountNo, contact, attach, openOrder, named, isIdle, promisable, reload }: View) {
  const file = useResource<CallerFile>(`/api/callcenter/accounts/${accountNo}`)
  useFileReload(file)
  const { panel, open, close } = usePanel(accountNo)
  const customerName = file.data?.account.customerName
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each name.
  useEffect(() => {
    if (customerName !== undefined) named(accountNo, customerName)
  }, [accountNo, customerName])
  const latestBill = file.data?.latestBill.known ? file.data.latestBill.value : null
  const openBill = (id: number) => open({ name: 'bill', of: String(id) })
  const openMeter = () => open({ name: 'meter', of: 'all' })
  const showOrder = (workOrderNo: string) => open({ name: 'order', of: workOrderNo })
  useKeys({
    'Alt+L': () => latestBill && openBill(latestBill.id),
    'Alt+M': () => file.data?.meter.known && !needsOf(file.data, 'history') && openMeter(),
  })
  return (
    <Shown of={file} rows={10}>
      {(shown) => (
        <>
          <Panel label={shown.account.customerName}>
            <Head
              file={shown}
              contact={contact}
              attach={attach}
              promisable={promisable}
              ring={isIdle ? reload : null}
            />
            {shown.identity && (
              <IdentityPanel
                gate={shown.identity}
                contact={contact}
                isAttached={contact?.accountNo === accountNo}
                done={reload}
              />
            )}
            <MattersHere matters={shown.matters} />
            <Signs file={shown} openBill={openBill} openMeter={openMeter} />
            {contact?.state === 'active' && contact.accountNo === accountNo && shown.identity && (
              <BillLink contact={contact} isAllowed={!shown.identity.withheld.some(({ field }) => field === 'money')} />
            )}
            {contact?.state === 'active' && contact.accountNo === accountNo && (
              <div className={css.sending}>
                <OpenForm contact={contact} />
              </div>
            )}
            <AccountFacts file={shown} about={contact?.contactNo} />
          </Panel>
          <FileOrders file={shown} contact={contact} openOrder={openOrder} show={showOrder} reload={file.reload} />
          <ProfilePanel key={shown.identity?.level} accountNo={accountNo} />
          <FileEvents file={shown} accountNo={accountNo} show={showOrder} openBill={openBill} />
          <BillsDrawer
            accountNo={accountNo}
            billId={panel?.name === 'bill' ? panel.of : undefined}
            choose={(of) => open({ name: 'bill', of })}
            close={close}
          />
          <MeterDrawer accountNo={accountNo} open={panel?.name === 'meter'} close={close} />
          <OrderDrawer
            base={`/api/callcenter/accounts/${accountNo}/work-orders`}
            order={panel?.name === 'order' ? { workOrderNo: panel.of } : undefined}
            close={close}
            done={file.reload}
          />
        </>
      )}
    </Shown>
  )
}

type Heading = Pick<View, 'contact' | 'attach' | 'promisable'> & { file: CallerFile; ring: (() => void) | null }

function Head({ file, contact, attach, promisable, ring }: Heading) {
  const say = useWords(deskWords)
  const { account } = file
  const attached = contact?.accountNo === account.accountNo
  return (
    <div className={css.fileHead}>
      <div>
        <div className={css.fileName}>{account.customerName}</div>
        <div className={css.no}>{accountNumber(account.accountNo)}</div>
        <div className={css.note}>{account.address}</div>
      </div>
      <div className={css.pills}>
        {ring && account.phone && <CallCustomer accountNo={account.accountNo} done={ring} />}
        {promisable !== null && <PromiseButton contactId={promisable} />}
        {attached && <Pill tone="brand">{say('call.attached')}</Pill>}
        {contact && !attached && (
          <Button size="small" onClick={attach}>
            {say('call.attach')}
          </Button>
        )}
      </div>
    </div>
  )
}

function AccountFacts({ file, about }: { file: CallerFile; about: string | undefined }) {
  const say = useWords(deskWords)
  const { account } = file
  const point = account.points[0]
  return (
    <Facts
      width={150}
      items={[
        {
          label: say('file.phone'),
          value: <Phone key={account.accountNo} accountNo={account.accountNo} masked={account.phone} about={about} />,
        },
        { label: say('file.class'), value: `${say(`class.${account.class}`)} · ${say(`account.${account.status}`)}` },
        { label: say('file.capacity'), value: `${quantity(account.contractCapacityKva)} kVA` },
        { label: say('file.station'), value: account.organisation },
        { label: say('file.district'), value: point?.district ?? '—' },
        { label: say('file.asset'), value: point?.meter?.assetNo ?? '—' },
        ...account.sources.map(({ role, feeder, substation, standby }) => ({
          label: say(`file.source.${role}`),
          value: [feeder, substation, standby && say(`file.standby.${standby}`)].filter(Boolean).join(' · '),
        })),
      ]}
    />
  )
}
