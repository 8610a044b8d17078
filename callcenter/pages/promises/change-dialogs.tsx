import { App, Form, Input, Radio } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { FormDialog } from '../../../app/web/kit/form-dialog.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { askers, type PromisedCall, type PromisePage } from '../../promises/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import { sayWindow, suggestWindow, toInstants } from './window.ts'
import { endAfter, WindowFields } from './window-fields.tsx'
import { promiseWords } from './words.ts'

const ANYBODY = '0'
const MOST_SIGNS = 300

export type Change = 'reschedule' | 'reassign' | 'withdraw'
type About = { of: PromisedCall; close: (isDone: boolean) => void }

/** What is changed of a promise, as it was chosen. */
export function ChangeDialog({ how, page, ...about }: About & { how: Change; page: PromisePage }) {
  if (how === 'reschedule') return <RescheduleDialog {...about} rules={page.window} />
  if (how === 'reassign') return <ReassignDialog {...about} agents={page.agents} />
  return <WithdrawDialog {...about} />
}

type Rescheduled = { from: string; until: string; askedBy: (typeof askers)[number]; reason: string }

function RescheduleDialog({ of, rules, close }: About & { rules: PromisePage['window'] }) {
  const say = useWords(promiseWords)
  const { message } = App.useApp()
  return (
    <FormDialog<Rescheduled, unknown>
      title={say('reschedule.title', { window: sayWindow(of) })}
      ok={say('reschedule')}
      cancel={say('cancel')}
      initial={{ ...suggestWindow(Date.now(), rules), askedBy: 'customer' }}
      changed={({ from }, form) => from && form.setFieldsValue(endAfter(from, rules))}
      send={({ from, until, askedBy, reason }, key) => {
        const given = { ...toInstants({ from, until }), askedBy, reason: reason.trim(), version: of.version }
        return write('PUT', `/api/callcenter/promised-calls/${of.id}/window`, given, key)
      }}
      done={() => {
        message.success(say('reschedule.done'))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <WindowFields rules={rules} label={say('reschedule.from')} />
      <Form.Item name="askedBy" label={say('reschedule.asked')}>
        <Radio.Group options={askers.map((value) => ({ value, label: say(`asker.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={say('reason')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
      >
        <Input.TextArea rows={2} maxLength={MOST_SIGNS} showCount />
      </Form.Item>
    </FormDialog>
  )
}

/** Another agent of the unit, or anybody of the skill. */
function ReassignDialog({ of, agents, close }: About & { agents: PromisePage['agents'] }) {
  const say = useWords(promiseWords)
  return (
    <ReasonDialog
      title={say('reassign.title', { window: sayWindow(of) })}
      label={say('reason')}
      ok={say('reassign')}
      most={MOST_SIGNS}
      choice={{
        label: say('reassign.to'),
        options: [
          { value: ANYBODY, label: say('anybody', { skill: say(`skill.${of.skill}`) }) },
          ...agents.map(({ userId, name }) => ({ value: String(userId), label: name })),
        ],
        first: String(of.agentId ?? ANYBODY),
        isLong: true,
      }}
      send={({ text, choice }, key) => {
        const agentId = choice === ANYBODY ? null : Number(choice)
        const given = { agentId, reason: text.trim(), version: of.version }
        return write('PUT', `/api/callcenter/promised-calls/${of.id}/agent`, given, key)
      }}
      close={close}
    />
  )
}

function WithdrawDialog({ of, close }: About) {
  const say = useWords(promiseWords)
  return (
    <ReasonDialog
      title={say('withdraw.title', { window: sayWindow(of) })}
      label={say('reason')}
      ok={say('withdraw')}
      most={MOST_SIGNS}
      send={({ text }, key) => {
        const given = { reason: text.trim(), version: of.version }
        return write('POST', `/api/callcenter/promised-calls/${of.id}/withdrawal`, given, key)
      }}
      close={close}
    />
  )
}
