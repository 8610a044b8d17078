import type { ReactNode } from 'react'
import { fixed, yuan } from '../../../app/web/kit/format.ts'
import { Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Profile } from '../../profile/contract.ts'
import { deskWords } from '../words.ts'
import css from './profile.module.css'
import { profileWords } from './words.ts'

/** 客户画像, asked for once the file is on the screen: the pop does not wait for it. */
export function ProfilePanel({ accountNo }: { accountNo: string }) {
  const say = useWords(profileWords)
  const resource = useResource<Profile>(`/api/callcenter/accounts/${accountNo}/profile`)
  return (
    <Panel title={say('title')} extra={<Pill tone="warn">{say('internal')}</Pill>}>
      <Shown of={resource} rows={3}>
        {(profile) => (
          <>
            <div className={css.items}>
              <Money profile={profile} />
              <History profile={profile} />
            </div>
            <Withheld profile={profile} />
            <p className={css.hint}>{say('internal.hint')}</p>
          </>
        )}
      </Shown>
    </Panel>
  )
}

const figures = ['value', 'risk', 'loyalty', 'channel', 'complaints', 'satisfaction'] as const

/** What is shown once it is known who speaks, named in one line. */
function Withheld({ profile }: { profile: Profile }) {
  const say = useWords(profileWords)
  const withheld = figures.filter((figure) => isWithheld(profile[figure]))
  if (withheld.length === 0) return null
  return <p className={css.why}>{say('withheld', { names: withheld.map((name) => say(name)).join(say('comma')) })}</p>
}

function isWithheld(of: Known<unknown>): boolean {
  return !of.known && of.because === 'withheld'
}

type Unknown = { known: false; because: 'withheld' | 'none' }
type Known<T> = Unknown | { known: true; value: T }
type Told = { tone: Tone; band: ReactNode; why: string }

/** A figure with what it is made of, or that nothing tells it. */
function Item<T>({ label, of, tell }: { label: string; of: Known<T>; tell: (value: T) => Told }) {
  const say = useWords(profileWords)
  if (isWithheld(of)) return null
  const { tone, band, why }: Told = of.known
    ? tell(of.value)
    : { tone: 'calm', band: say('unknown'), why: say('because.none') }
  return (
    <div>
      <div className={css.label}>{label}</div>
      <Pill tone={tone}>{band}</Pill>
      <div className={css.why}>{why}</div>
    </div>
  )
}

function Money({ profile: { months, value, risk } }: { profile: Profile }) {
  const say = useWords(profileWords)
  return (
    <>
      <Item
        label={say('value')}
        of={value}
        tell={({ band, totalYuan, bills }) => ({
          tone: 'brand',
          band: say(`value.${band}`),
          why: say('value.why', { months, bills, yuan: yuan(totalYuan) }),
        })}
      />
      <Item
        label={say('risk')}
        of={risk}
        tell={({ band, arrearsYuan, unpaidBills, oldestDueOn }) => ({
          tone: band === 'high' ? 'bad' : band === 'some' ? 'warn' : 'good',
          band: say(`risk.${band}`),
          why: [
            say('risk.why', { yuan: yuan(arrearsYuan), bills: unpaidBills }),
            ...(oldestDueOn === null ? [] : [say('risk.oldest', { day: oldestDueOn })]),
          ].join(' · '),
        })}
      />
    </>
  )
}

function History({ profile: { months, loyalty, channel, complaints, satisfaction } }: { profile: Profile }) {
  const say = useWords(profileWords)
  const desk = useWords(deskWords)
  const period = say('period', { months })
  return (
    <>
      <Item
        label={say('loyalty')}
        of={loyalty}
        tell={({ band, since, years }) => ({
          ...{ tone: 'brand', band: say(`loyalty.${band}`) },
          why: say('loyalty.why', { since, years }),
        })}
      />
      <Item
        label={say('channel')}
        of={channel}
        tell={({ preferred, counts }) => ({
          ...{ tone: 'brand', band: desk(`channel.${preferred}`) },
          why: [period, ...counts.map(({ channel: each, count }) => `${desk(`channel.${each}`)} ${count}`)].join(' · '),
        })}
      />
      <Item
        label={say('complaints')}
        of={complaints}
        tell={({ count }) => ({
          ...{ tone: count > 0 ? 'warn' : 'good', band: say('complaints.count', { count }) },
          why: period,
        })}
      />
      <Item
        label={say('satisfaction')}
        of={satisfaction}
        tell={({ mean, rated }) => ({
          ...{ tone: mean < 3 ? 'bad' : 'good', band: fixed(mean, 2) },
          why: `${period} · ${say('satisfaction.why', { rated })}`,
        })}
      />
    </>
  )
}
