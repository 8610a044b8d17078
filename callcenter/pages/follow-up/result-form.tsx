import { App, Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { COMMENT_SIGNS, tryOutcomes } from '../../follow-up/contract.ts'
import { Levels } from './levels.tsx'
import { followUpWords } from './words.ts'

type Filled = {
  outcome: (typeof tryOutcomes)[number]
  score?: number
  comment?: string
  againAt?: string
  note?: string
}

/** What came of a call. */
export function ResultForm({ id, done }: { id: number; done: () => void }) {
  const say = useWords(followUpWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const [outcome, setOutcome] = useState<Filled['outcome']>('answered')
  const saving = useSubmit((body: object, key) => write('POST', `/api/callcenter/follow-ups/${id}/outcome`, body, key))
  useFieldIssues(form, saving.error)
  const save = async ({ score, comment, againAt, note }: Filled) => {
    const body = {
      outcome,
      ...(outcome === 'answered' && { score, ...(comment && { comment }) }),
      ...(outcome === 'later' && { againAt: `${againAt}:00+08:00` }),
      ...(note && { note }),
    }
    if (!(await saving.submit(body))) return
    message.success(say('result.saved'))
    done()
  }
  const needed = [{ required: true, message: say('required') }]
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={save}>
      <Trouble error={saving.error} atFields />
      <Form.Item label={say('result.title')}>
        <Segmented
          block
          vertical={window.innerWidth < 720}
          value={outcome}
          options={tryOutcomes.map((each) => ({ value: each, label: say(`outcome.${each}`) }))}
          onChange={setOutcome}
        />
      </Form.Item>
      {outcome === 'answered' && (
        <>
          <Form.Item
            name="score"
            label={say('result.score')}
            rules={[{ required: true, message: say('result.score.missing') }]}
          >
            <Levels />
          </Form.Item>
          <Form.Item name="comment" label={say('result.comment')}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={COMMENT_SIGNS} showCount />
          </Form.Item>
        </>
      )}
      {outcome === 'later' && (
        <Form.Item name="againAt" label={say('result.again')} rules={needed}>
          <Input type="datetime-local" />
        </Form.Item>
      )}
      <Form.Item name="note" label={say('result.note')}>
        <Input maxLength={300} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={saving.busy}>
        {say('result.save')}
      </Button>
    </Form>
  )
}
