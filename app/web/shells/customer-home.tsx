import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { Link, useNavigate } from 'react-router'
import type { AccountFile } from '../../../db/customers/contract.ts'
import type { PointDetail } from '../../../metering/contract.ts'
import { useCurrentAccount } from '../kit/current-account.tsx'
import { accountNumber, instant, quantity } from '../kit/format.ts'
import { Facts, Panel } from '../kit/parts.tsx'
import { useResource } from '../kit/resource.ts'
import { Empty } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import { ApplicationCard, BalanceCard, BillCard, UsageCard } from './customer-cards.tsx'
import css from './customer-home.module.css'
import { shellWords } from './words.ts'

// Not needed for the first look.
const UnreadMessages = lazy(async () => ({
  default: (await import('../../../intake/pages/messages/unread.tsx')).UnreadMessages,
}))

export default function CustomerHome() {
  const say = useWords(shellWords)
  const navigate = useNavigate()
  const account = useCurrentAccount()
  if (!account) {
    const ways = (
      <div className={css.ways}>
        <Button type="primary" onClick={() => navigate('/my/accounts?bind=own')}>
          {say('account.bind')}
        </Button>
        <Button onClick={() => navigate('/my/applications/new')}>{say('account.apply')}</Button>
      </div>
    )
    return (
      <>
        <Suspense fallback={null}>
          <UnreadMessages home="/my/applications" isMine />
        </Suspense>
        <Empty title={say('account.none')} next={say('account.none.next')} action={ways} />
        <ApplicationCard />
      </>
    )
  }
  return (
    <>
      <Suspense fallback={null}>
        <UnreadMessages home="/my/applications" isMine />
      </Suspense>
      <Hero file={account.file} isOwn={account.isOwn} />
      <div className={css.grid}>
        <BalanceCard accountNo={account.accountNo} />
        <BillCard accountNo={account.accountNo} />
        <UsageCard pointId={account.pointIds[0]} />
        <ApplicationCard />
        <Panel title={say('home.file')} className={css.whole}>
          <FileFacts file={account.file} />
        </Panel>
      </div>
      <p className={css.help}>
        <Link to="/my/chat">{say('home.chat')}</Link> · <Link to="/my/ratings">{say('home.ratings')}</Link> ·{' '}
        {say('home.help')}
      </p>
    </>
  )
}

const lights = { good: '', warn: css.lightWarn, bad: css.lightBad, calm: css.lightCalm }
const supplyLights = { active: 'good', paused: 'warn', removed: 'warn', closed: 'calm' } as const
const meterLights = { live: 'good', stale: 'warn', off: 'bad', unknown: 'calm' } as const

function Hero({ file, isOwn }: { file: AccountFile; isOwn: boolean }) {
  const say = useWords(shellWords)
  const pointId = file.points[0]?.pointId
  const meter = useResource<PointDetail>(pointId === undefined ? null : `/api/metering/points/${pointId}`)
  const state = meter.data?.point.state ?? 'unknown'
  const latestAt = meter.data?.point.latestAt
  return (
    <section className={css.hero} aria-label={say('home.account')}>
      <div className={css.heroName}>
        {file.customerName}
        {!isOwn && <span className={css.tag}>{say('account.other')}</span>}
      </div>
      <div className={css.heroAddress}>{file.address}</div>
      <div className={css.heroNo}>
        {say('home.account')} <b>{accountNumber(file.accountNo)}</b>
      </div>
      <div className={css.chips}>
        <Chip tone={supplyLights[file.status]} text={`${say('home.supply')} · ${say(`home.supply.${file.status}`)}`} />
        <Chip tone={meterLights[state]} text={`${say('home.meter')} · ${say(`home.meter.${state}`)}`} />
        {latestAt && <span>{say('home.meter.at', { at: instant(latestAt) })}</span>}
      </div>
    </section>
  )
}

function Chip({ tone, text }: { tone: keyof typeof lights; text: string }) {
  return (
    <span className={css.chip}>
      <i className={`${css.light} ${lights[tone]}`} aria-hidden />
      {text}
    </span>
  )
}

function FileFacts({ file }: { file: AccountFile }) {
  const say = useWords(shellWords)
  return (
    <Facts
      width={130}
      items={[
        { label: say('home.class'), value: say(`home.class.${file.class}`) },
        { label: say('home.capacity'), value: `${quantity(file.contractCapacityKva)} kVA` },
        { label: say('home.station'), value: file.organisation },
        { label: say('home.district'), value: file.points[0]?.district ?? '—' },
        { label: say('home.meter'), value: file.points[0]?.meter?.assetNo ?? '—' },
      ]}
    />
  )
}
