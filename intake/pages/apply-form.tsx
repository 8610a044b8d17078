import { Button, Form } from 'antd'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationKind, SubmitInput } from '../contract.ts'
import type { kindList } from '../offer-contract.ts'
import { type AccountFacts, AccountField, useAccountFacts } from './account-field.tsx'
import { ApplicantFields, PaperFields, PlaceFields, UnitField } from './apply-fields.tsx'
import { type Filled, startOf, toInput } from './apply-input.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { ChangeFields, SupplyFields } from './change-fields.tsx'
import { GenerationFields } from './generation-fields.tsx'
import { isHome, isInternal, opensAccount } from './kind-groups.ts'
import { Statements } from './statements.tsx'
import { type Made, pageOf, type Taking } from './taking.ts'
import { intakeWords } from './words.ts'

type Kinds = z.infer<typeof kindList>
type Kind = Kinds['items'][number]
type Asked = { kind: ApplicationKind; taking: Taking; above: ReactNode }

export function ApplyForm({ kind, taking, above }: Asked) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const kinds = useResource<Kinds>('/api/intake/kinds')
  return (
    <div className={css.narrow}>
      <Page
        title={intake(`kind.${kind}`)}
        lead={say(`ask.${kind}`)}
        back={{ to: pageOf(taking), text: say('choose.again') }}
      >
        {above}
        <Shown of={kinds} rows={8}>
          {({ items }) => {
            const about = items.find((each) => each.kind === kind)
            return about && <Fields about={about} taking={taking} />
          }}
        </Shown>
      </Page>
    </div>
  )
}

function Fields({ about, taking }: { about: Kind; taking: Taking }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const [form] = Form.useForm<Filled>()
  const { kind } = about
  const chosen = Form.useWatch('form', { form, preserve: true })
  const isOpening = opensAccount(kind, chosen)
  const apply = useSubmit((input: SubmitInput, key) => write<Made>('POST', taking.post, input, key))

  useFieldIssues(form, apply.error)

  const submit = async (filled: Filled) => {
    const made = await apply.submit(toInput(kind, filled))
    if (made) taking.made(made.value)
  }
  const asksApplicant = isOpening || kind === 'transfer'
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      scrollToFirstError
      initialValues={startOf(kind, taking.account.no)}
      requiredMark={false}
    >
      <div className={css.column}>
        {kind === 'distributed-pv' && <GenerationFields />}
        {!isOpening && !isInternal(kind) && (
          <Panel title={say('account.title')}>
            <AccountField way={taking.account.way} />
          </Panel>
        )}
        {asksApplicant && (
          <Panel title={isOpening ? intake('apply.who') : say('change.newOwner')}>
            <ApplicantFields isOrganisationWelcome={kind !== 'low-voltage-residential'} />
          </Panel>
        )}
        {isOpening ? (
          <Panel title={intake('apply.where')}>
            <PlaceFields isHome={isHome(kind)} isPlant={kind === 'distributed-pv'} />
            <SupplyFields kind={kind} />
            <UnitField units={taking.units} />
          </Panel>
        ) : (
          <ChangeFields kind={kind} />
        )}
        <Panel title={say('rules.title')}>
          <Rules about={about} />
          {about.papers.includes('property') && <PaperFields />}
        </Panel>
        <div>
          <Trouble error={apply.error} atFields />
          <Button type="primary" size="large" block htmlType="submit" loading={apply.busy}>
            {intake('apply.submit')}
          </Button>
        </div>
      </div>
    </Form>
  )
}

/** Said before somebody asks for what cannot be. */
function Rules({ about }: { about: Kind }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const clauses = [
    ...new Set(
      about.rules.map(({ clause, confirmed }) =>
        confirmed || clause.includes('待确认') ? clause : `${clause}（${say('rules.unconfirmed')}）`,
      ),
    ),
  ]
  return (
    <div className={css.rules}>
      <p>
        <b>{say('rules.papers')}</b>{' '}
        {about.papers.map((paper) => intake(`paper.${paper}`)).join(say('rules.comma')) || '—'}
      </p>
      <Limits limits={about.limits} />
      <Statements statements={about.statements} />
      {clauses.length > 0 && (
        <ul className={css.note}>
          {clauses.map((clause) => (
            <li key={clause}>{clause}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A line for each clock: of the account's own supply, and until it is known what differs by it beside each other. */
function Limits({ limits }: Pick<Kind, 'limits'>) {
  const say = useWords(applyWords)
  const [language] = useLanguage()
  const { data: account } = useAccountFacts()
  return (
    <>
      <b>{say('rules.limits')}</b>
      <ul>
        {[...Map.groupBy(limits, ({ clock }) => clock)].map(([clock, all]) => {
          const those = limitsFor(all, account?.supply ?? null)
          const days = those.map(({ supply, workingDays }) => {
            if (those.length === 1) return `${workingDays}`
            return `${supply ? supply.title[language] : say('rules.other-supply')} ${workingDays}`
          })
          return (
            <li key={clock}>
              {those[0]?.title[language]} {say('rules.days', { days: days.join(' · ') })}
              {those[0]?.isConditional && <span className={css.note}>{say('rules.ifNeeded')}</span>}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function limitsFor(all: Kind['limits'], supply: AccountFacts['supply']): Kind['limits'] {
  if (supply === null) return all
  const own = all.find((each) => each.supply?.code === supply) ?? all.find((each) => each.supply === null)
  return own ? [own] : all
}
