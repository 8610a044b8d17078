import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useFieldIssues } from '../../kit/form-issues.ts'
import type { Submission } from '../../kit/resource.ts'
import { Trouble } from '../../kit/states.tsx'
import { useWords } from '../../kit/words.ts'
import css from './security.module.css'
import { securityWords } from './words.ts'

type Given = { code: string }

type Asked<Output> = {
  sending: Submission<Given, Output>
  given: (value: Output) => void
  text: string
  /** One of the codes on paper will do too. */
  orRecovery?: boolean
  beside?: ReactNode
}

/** Asks for what the authenticator shows. */
export function CodeForm<Output>({ sending, given, text, orRecovery = false, beside }: Asked<Output>) {
  const say = useWords(securityWords)
  const [form] = Form.useForm<Given>()
  const [byPaper, setByPaper] = useState(false)
  useFieldIssues(form, sending.error)
  const finish = async (fields: Given) => {
    const done = await sending.submit(fields)
    if (done) given(done.value)
  }
  return (
    <Form form={form} layout="vertical" className={css.form} onFinish={finish} requiredMark={false}>
      <Trouble error={sending.error} atFields />
      <Form.Item
        name="code"
        label={say(byPaper ? 'code.recovery' : 'code.code')}
        rules={[{ required: true, message: say('password.missing') }]}
      >
        <Input
          key={String(byPaper)}
          autoFocus
          autoComplete="one-time-code"
          inputMode={byPaper ? 'text' : 'numeric'}
          maxLength={byPaper ? 32 : 7}
          className={css.code}
        />
      </Form.Item>
      <div className={css.acts}>
        <Button type="primary" htmlType="submit" loading={sending.busy}>
          {text}
        </Button>
        {beside}
        {orRecovery && (
          <Button
            type="link"
            onClick={() => {
              form.resetFields()
              setByPaper(!byPaper)
            }}
          >
            {say(byPaper ? 'code.byDevice' : 'code.byPaper')}
          </Button>
        )}
      </div>
    </Form>
  )
}
