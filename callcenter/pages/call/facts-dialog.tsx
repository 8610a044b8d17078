import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallerFile } from '../../contract.ts'
import type { IdentityWays } from '../../identity/contract.ts'
import css from '../desk.module.css'
import type { Outcome } from './identity-panel.tsx'
import { identityWords } from './identity-words.ts'

type Level = NonNullable<CallerFile['identity']>['level']
type Filled = { facts: { kind: IdentityWays['kinds'][number]; value: string }[] }
type About = { ways: IdentityWays; identity: string; close: () => void; passed: (level: Level) => void }

/** Which facts, and what the customer says of each; the server compares, and tells only whether all fit. */
export function FactsDialog({ ways, identity, close, passed }: About) {
  const say = useWords(identityWords)
  const [form] = Form.useForm<Filled>()
  const [left, setLeft] = useState(ways.triesLeft)
  const [isWrong, setWrong] = useState(false)
  const check = useSubmit((filled: Filled) => write<Outcome>('PUT', `${identity}/facts`, filled))
  const submit = async (filled: Filled) => {
    const answer = await check.submit(filled)
    if (!answer) return
    setLeft(answer.value.triesLeft)
    setWrong(!answer.value.passed)
    if (!answer.value.passed) return
    close()
    passed(answer.value.level)
  }
  const facts = ways.kinds.slice(0, ways.factsNeeded).map((kind) => ({ kind, value: '' }))
  return (
    <Modal
      open
      title={say('facts.title')}
      okText={say('facts.check')}
      cancelText={say('cancel')}
      okButtonProps={{ disabled: left === 0 }}
      confirmLoading={check.busy}
      onOk={form.submit}
      onCancel={close}
    >
      <p className={css.note}>{say('facts.about', { left })}</p>
      <Form form={form} requiredMark={false} initialValues={{ facts }} onFinish={submit}>
        <Form.List name="facts">
          {(rows) =>
            rows.map(({ key, name }) => (
              <div key={key} className={css.fact}>
                <Form.Item name={[name, 'kind']} noStyle>
                  <Select
                    aria-label={say('facts.kind')}
                    options={ways.kinds.map((kind) => ({ value: kind, label: say(`kind.${kind}`) }))}
                  />
                </Form.Item>
                <Form.Item
                  name={[name, 'value']}
                  rules={[{ required: true, whitespace: true, message: say('facts.value') }]}
                >
                  <Input
                    autoFocus={name === 0}
                    maxLength={100}
                    autoComplete="off"
                    aria-label={say('facts.value')}
                    placeholder={say('facts.value')}
                    onPressEnter={form.submit}
                  />
                </Form.Item>
              </div>
            ))
          }
        </Form.List>
      </Form>
      {isWrong && <p role="alert">{say('facts.wrong', { left })}</p>}
      <Trouble error={check.error} />
    </Modal>
  )
}
