import { App, Button, Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { civilDay } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { pastChanges, type VersionDetail } from '../../price-book/contract.ts'
import { TouchedTable } from './price-parts.tsx'
import { ReplayResult, useReplay } from './price-replay.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

type Act = 'review' | 'publication' | 'withdrawal'
type Filled = { note?: string; pastChange?: string; reason?: string }
const words = { review: 'review', publication: 'publish', withdrawal: 'withdraw' } as const

/** What may be done with a version in its state; who drafted it is told by the server that he may not. */
export function Decisions({ detail, done }: { detail: VersionDetail; done: () => void }) {
  const say = useWords(priceWords)
  const user = useUser()
  const [act, setAct] = useState<Act>()
  if (!user.roles.includes('billing') && !user.roles.includes('manager')) return null
  const { state } = detail
  return (
    <>
      {(state === 'draft' || state === 'reviewed' || state === 'published') && (
        <Button danger onClick={() => setAct('withdrawal')}>
          {say('withdraw')}
        </Button>
      )}
      {state === 'draft' && (
        <Button type="primary" onClick={() => setAct('review')}>
          {say('review')}
        </Button>
      )}
      {state === 'reviewed' && (
        <Button type="primary" onClick={() => setAct('publication')}>
          {say('publish')}
        </Button>
      )}
      {act && (
        <Decision
          act={act}
          detail={detail}
          close={(isDone) => {
            setAct(undefined)
            if (isDone) done()
          }}
        />
      )}
    </>
  )
}

function Decision({ act, detail, close }: { act: Act; detail: VersionDetail; close: (isDone: boolean) => void }) {
  const say = useWords(priceWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const { version } = detail
  const decide = useSubmit((input: Filled, key) =>
    write('POST', `/api/billing/price-versions/${encodeURIComponent(version)}/${act}`, input, key),
  )
  useFieldIssues(form, decide.error)
  const word = words[act]
  const submit = async (filled: Filled) => {
    const input = Object.fromEntries(Object.entries(filled).filter(([, value]) => value))
    if (!(await decide.submit(input))) return
    message.success(`${say(`${word}.done`)} ${version}`)
    close(true)
  }
  return (
    <Modal
      open
      title={`${say(word)} ${version}`}
      okText={say(word)}
      okButtonProps={{ danger: act === 'withdrawal', loading: decide.busy }}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p>{say(`${word}.lead`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {act === 'review' && (
          <Form.Item name="note" label={say('review.note')}>
            <Input.TextArea rows={3} maxLength={400} />
          </Form.Item>
        )}
        {act === 'publication' && <PublicationFields detail={detail} />}
        {act === 'withdrawal' && <Reason />}
        <Trouble error={decide.error} atFields />
      </Form>
    </Modal>
  )
}

function PublicationFields({ detail }: { detail: VersionDetail }) {
  const say = useWords(priceWords)
  const isPast = detail.document.validFrom < civilDay(new Date())
  const latest = useReplay(detail.version)
  return (
    <>
      <h4>{say('replay')}</h4>
      {latest.data ? (
        <ReplayResult of={latest.data} revision={detail.revision} />
      ) : (
        <p className={css.note}>{say('replay.none')}</p>
      )}
      <h4>{say('touched')}</h4>
      <TouchedTable touched={detail.touched} />
      {isPast && (
        <>
          <Form.Item name="pastChange" label={say('pastChange')} rules={[{ required: true, message: say('required') }]}>
            <Radio.Group options={pastChanges.map((value) => ({ value, label: say(`pastChange.${value}`) }))} />
          </Form.Item>
          <Reason />
        </>
      )}
    </>
  )
}

function Reason() {
  const say = useWords(priceWords)
  return (
    <Form.Item
      name="reason"
      label={say('reason')}
      rules={[{ required: true, min: 4, whitespace: true, message: say('required') }]}
    >
      <Input.TextArea rows={3} maxLength={400} />
    </Form.Item>
  )
}
