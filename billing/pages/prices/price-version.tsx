import { Button } from 'antd'
import { useNavigate, useParams } from 'react-router'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { type Fact, Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { timetableList, VersionDetail, versionList } from '../../price-book/contract.ts'
import { Minimum } from './minimum.tsx'
import { Decisions } from './price-dialogs.tsx'
import {
  ComponentTable,
  DifferenceTable,
  FundTable,
  PeriodPrices,
  StatePill,
  TierTable,
  TouchedTable,
  useDays,
} from './price-parts.tsx'
import { ReplayPanel } from './price-replay.tsx'
import { PriceTimeline } from './price-timeline.tsx'
import css from './prices.module.css'
import { TimetableView } from './timetable-view.tsx'
import { priceWords } from './words.ts'

/** One version: its figures, what it changes, whom it touches, and what may be done with it now. */
export default function PriceVersion() {
  const say = useWords(priceWords)
  const [language] = useLanguage()
  const { version = '' } = useParams()
  const detail = useResource<VersionDetail>(`/api/billing/price-versions/${encodeURIComponent(version)}`, {
    keep: true,
  })
  const { data } = detail
  return (
    <Page
      title={data?.name[language] ?? version}
      lead={version}
      back={{ to: '/office/prices', text: say('back') }}
      refreshing={detail.refreshing}
      actions={data && <Actions detail={data} reload={detail.reload} />}
    >
      <Shown of={detail} rows={10}>
        {(shown) => <Version detail={shown} />}
      </Shown>
    </Page>
  )
}

function Actions({ detail, reload }: { detail: VersionDetail; reload: () => void }) {
  const say = useWords(priceWords)
  const navigate = useNavigate()
  const mayDraft = useUser().roles.includes('billing')
  const at = encodeURIComponent(detail.version)
  const isOpen = detail.state === 'draft' || detail.state === 'reviewed'
  return (
    <>
      <Button href={`/api/billing/price-versions/${at}/document`} download={`${detail.version}.json`}>
        {say('export')}
      </Button>
      {mayDraft && !isOpen && (
        <Button onClick={() => navigate(withQuery('/office/prices/new', { from: detail.version }))}>
          {say('copy')}
        </Button>
      )}
      {mayDraft && isOpen && <Button onClick={() => navigate(`/office/prices/${at}/edit`)}>{say('edit')}</Button>}
      <Decisions detail={detail} done={reload} />
    </>
  )
}

function Version({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  const { document, comparison } = detail
  const isOpen = detail.state === 'draft' || detail.state === 'reviewed'
  const hasParts = document.components.length > 0 || document.agency !== null
  return (
    <div className={css.two}>
      <div className={css.stack}>
        <Panel title={say('facts')}>
          <AtAGlance detail={detail} />
        </Panel>
        {hasParts && (
          <Panel flush title={say('components')}>
            <ComponentTable document={document} timeOfUse={detail.timeOfUse} />
          </Panel>
        )}
        {document.tiers.length > 0 && (
          <Panel flush title={say('tiers')}>
            <TierTable tiers={document.tiers} />
          </Panel>
        )}
        {detail.landed && <Landed landed={detail.landed} />}
        {document.surcharges.length > 0 && (
          <Panel flush title={say('surcharges')}>
            <FundTable surcharges={document.surcharges} />
          </Panel>
        )}
        {(comparison || isOpen) && (
          <Panel
            flush={comparison !== null && comparison.differences.length > 0}
            title={comparison ? say('comparison', { version: comparison.with }) : say('comparison', { version: '—' })}
          >
            {!comparison && <p className={css.note}>{say('comparison.first')}</p>}
            {comparison?.differences.length === 0 && <p className={css.note}>{say('comparison.none')}</p>}
            {comparison && comparison.differences.length > 0 && (
              <DifferenceTable differences={comparison.differences} />
            )}
          </Panel>
        )}
      </div>
      <div className={css.stack}>
        <ReplayPanel detail={detail} />
        <Timeline key={`${detail.state} ${detail.changedAt}`} detail={detail} />
        {document.region !== null && detail.timeOfUse && detail.tariffSystem !== 'residential-tier' && (
          <Timetables region={document.region} tariffSystem={detail.tariffSystem} />
        )}
        {isOpen && (
          <Panel title={say('touched')} flush={detail.touched.length > 0}>
            <TouchedTable touched={detail.touched} />
          </Panel>
        )}
        <Panel title={say('history')}>
          <History detail={detail} />
        </Panel>
      </div>
    </div>
  )
}

/** Made anew when the version changes, so that it never shows the state of before. */
function Timeline({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  const { priceCode, version } = detail
  const versions = useResource<z.infer<typeof versionList>>(withQuery('/api/billing/price-versions', { priceCode }))
  return (
    <Panel title={say('timeline')}>
      <Shown of={versions}>{({ items }) => <PriceTimeline versions={items} here={version} />}</Shown>
    </Panel>
  )
}

function Landed({ landed }: { landed: NonNullable<VersionDetail['landed']> }) {
  const say = useWords(priceWords)
  return (
    <Panel
      title={say('landed', { month: landed.month })}
      extra={!landed.official && <Pill tone="warn">{say('landed.demo')}</Pill>}
    >
      <PeriodPrices prices={landed.pricesYuanPerKwh} />
    </Panel>
  )
}

/** The timetables that the price follows, the one in force now or next first. */
function Timetables({ region, tariffSystem }: { region: string; tariffSystem: string }) {
  const say = useWords(priceWords)
  const daysOf = useDays()
  const timetables = useResource<z.infer<typeof timetableList>>('/api/billing/timetables')
  const ofPrice = ({ items }: z.infer<typeof timetableList>) =>
    items.filter((each) => each.region === region && each.tariffSystem === tariffSystem).toReversed()
  return (
    <Panel title={`${say('timetable')} · ${say.code('region', region)}`}>
      <Shown
        of={timetables}
        isEmpty={(list) => ofPrice(list).length === 0}
        empty={<p className={css.note}>{say('timetable.none')}</p>}
      >
        {(list) => (
          <div className={css.stack}>
            {ofPrice(list).map((timetable) => (
              <section key={timetable.id}>
                <b>{daysOf({ from: timetable.validFrom, to: timetable.validTo })}</b>
                <TimetableView timetable={timetable} />
              </section>
            ))}
          </div>
        )}
      </Shown>
    </Panel>
  )
}

function AtAGlance({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  const [language] = useLanguage()
  const daysOf = useDays()
  const { document, missingAgencyMonths } = detail
  const { highLoad, household, minimum, sourceUrl } = document
  const items: (Fact | false)[] = [
    {
      label: say('col.state'),
      value: (
        <div className={css.pills}>
          <StatePill state={detail.state} />
          <Pill tone={detail.official ? 'calm' : 'warn'}>{say(detail.official ? 'official' : 'demo')}</Pill>
        </div>
      ),
    },
    {
      label: say('kind'),
      value: [
        say(`class.${detail.accountClass}`),
        say(`system.${detail.tariffSystem}`),
        say(detail.timeOfUse ? 'timeOfUse' : 'oneRate'),
      ].join(' · '),
    },
    { label: say('col.days'), value: detail.days.map((days) => <div key={days.from}>{daysOf(days)}</div>) },
    document.capacityYuanPerKvaMonth !== null && { label: say('capacity'), value: document.capacityYuanPerKvaMonth },
    document.demandYuanPerKwMonth !== null && { label: say('demand'), value: document.demandYuanPerKwMonth },
    highLoad !== null && {
      label: say('highLoad'),
      value: say('highLoad.text', { kwh: highLoad.kwhPerKva, factor: highLoad.demandFactor }),
    },
    minimum !== null && { label: say('minimum'), value: <Minimum of={minimum} /> },
    document.accumulation !== null && {
      label: say('accumulation'),
      value: say(`accumulation.${document.accumulation}`),
    },
    household !== null && {
      label: say('household'),
      value: say('household.text', { persons: household.thresholdPersons, kwh: household.bumpKwhPerMonth }),
    },
    { label: say('applies'), value: <Applies document={document} /> },
    detail.neededFacts.length > 0 && {
      label: say('needs'),
      value: detail.neededFacts.map((fact) => fact[language]).join(language === 'zh' ? '、' : ', '),
      wide: true,
    },
    missingAgencyMonths.length > 0 && {
      label: say('missingMonths'),
      value: <span className={css.up}>{missingAgencyMonths.join('、')}</span>,
      wide: true,
    },
    {
      label: say('basis'),
      value: (
        <>
          {document.legalBasis}{' '}
          {sourceUrl !== null && (
            <a href={sourceUrl} target="_blank" rel="noreferrer">
              {say('source')}
            </a>
          )}
        </>
      ),
      wide: true,
    },
  ]
  return <Facts items={items.filter((item) => item !== false)} width={200} />
}

function Applies({ document }: { document: VersionDetail['document'] }) {
  const say = useWords(priceWords)
  const { voltageKvFrom, voltageKvBelow, capacityKvaFrom, capacityKvaBelow, industries } = document.applicability
  const range = (from: number | null, below: number | null) =>
    [from !== null && `≥ ${from}`, below !== null && `< ${below}`].filter(Boolean).join('，')
  const parts = [
    (voltageKvFrom !== null || voltageKvBelow !== null) &&
      say('applies.voltage', { range: range(voltageKvFrom, voltageKvBelow) }),
    (capacityKvaFrom !== null || capacityKvaBelow !== null) &&
      say('applies.capacity', { range: range(capacityKvaFrom, capacityKvaBelow) }),
    industries?.join('、'),
  ].filter(Boolean)
  return <>{parts.length > 0 ? parts.map((part) => <div key={String(part)}>{part}</div>) : say('applies.any')}</>
}

function History({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  return (
    <ol className={css.history}>
      {detail.history.map(({ act, at, by, note }) => (
        <li key={`${act}${at}`}>
          <b>{say(`act.${act}`)}</b> {by}
          <div className={css.note}>
            {instant(at)}
            {note && ` · ${note}`}
          </div>
        </li>
      ))}
    </ol>
  )
}
