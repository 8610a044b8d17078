import { Button } from 'antd'
import { accountNumber, quantity } from '../../../app/web/kit/format.ts'
import { type Fact, Facts, Panel } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { Forms } from '../../contract.ts'
import type { FieldWork } from '../../field/contract.ts'
import { DuePill } from '../due.tsx'
import { DistrictPlaces } from '../files/open-capacity.tsx'
import { useFormFacts } from '../form-facts.tsx'
import { StepRecords } from '../step-records.tsx'
import { intakeWords } from '../words.ts'
import type { Task } from './outbox.ts'
import css from './site.module.css'
import { siteWords } from './words.ts'

type Load = NonNullable<Forms['low-voltage-other']['loads']>[number]

/** All that is asked about a task on site. */
export function TaskFacts({ task, work }: { task: Task; work: FieldWork | undefined }) {
  const say = useWords(siteWords)
  const word = useWords(intakeWords)
  const [language] = useLanguage()
  const { application, phone } = task
  const places = [...new Set(application.steps.map(({ data }) => data.districtId))]
  const known = work?.loads.filter(({ districtId }) => places.includes(districtId)) ?? []
  return (
    <>
      <Panel title={say('facts')}>
        <div className={css.stack}>
          <Facts
            width={130}
            items={[
              { label: say('address'), value: application.address, wide: true },
              { label: say('customer'), value: application.applicantName },
              { label: say('phone'), value: phone ?? say('phone.none') },
              {
                label: say('due'),
                value: application.nextDue ? <DuePill clock={application.nextDue} /> : '—',
              },
              { label: word('case.kind'), value: application.kindTitle[language] },
              ...useAsked(task),
              ...useAccountFacts(task),
            ]}
          />
          <div className={css.ways}>
            <Button size="large" disabled={!phone} {...(phone ? { href: `tel:${phone}` } : {})}>
              {say('call', { phone: phone ?? '' })}
            </Button>
            <Button size="large" href={mapOf(application.address)} target="_blank" rel="noreferrer">
              {say('map')}
            </Button>
          </div>
          <Loads loads={(application.form.loads as Load[] | undefined) ?? []} />
        </div>
      </Panel>
      {known.length > 0 && (
        <Panel title={say('supply')}>
          {known.map(({ districtId, load }) => (
            <DistrictPlaces key={districtId} load={load} />
          ))}
        </Panel>
      )}
      <StepRecords application={application} />
    </>
  )
}

/** Opens the phone's own map application where it is one that knows Chinese addresses. */
const mapOf = (address: string) =>
  `https://uri.amap.com/search?${new URLSearchParams({ keyword: address, src: 'dianhu', callnative: '1' })}`

function useAsked({ application }: Task): Fact[] {
  const say = useWords(siteWords)
  const { requestedCapacityKw } = application
  const told = useFormFacts(application, ['loads'])
  return [
    ...(requestedCapacityKw === null ? [] : [{ label: say('capacity'), value: `${quantity(requestedCapacityKw)} kW` }]),
    ...told,
  ]
}

function useAccountFacts({ account }: Task): Fact[] {
  const say = useWords(siteWords)
  if (!account) return []
  const { contractCapacityKva, runningCapacityKva, points } = account
  return [
    { label: say('account'), value: accountNumber(account.accountNo) },
    { label: say('running'), value: `${quantity(contractCapacityKva)} / ${quantity(runningCapacityKva)} kVA` },
    { label: say('meters'), value: points.map(({ meter }) => meter?.assetNo ?? '—').join('、'), wide: true },
  ]
}

function Loads({ loads }: { loads: Load[] }) {
  const say = useWords(siteWords)
  if (loads.length === 0) return null
  return (
    <section aria-label={say('loads')}>
      <b>{say('loads')}</b>
      <ul>
        {loads.map(({ name, ratedKw, count }) => (
          <li key={`${name}-${ratedKw}-${count}`}>{say('loads.line', { name, kw: quantity(ratedKw), count })}</li>
        ))}
      </ul>
    </section>
  )
}
