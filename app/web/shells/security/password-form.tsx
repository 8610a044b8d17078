import { Button, Form, Input } from 'antd'
import type { OwnSecurity, WhoAmI } from '../../../contract.ts'
import { write } from '../../kit/api.ts'
import { useFieldIssues } from '../../kit/form-issues.ts'
import { useResource, useSubmit } from '../../kit/resource.ts'
import { useUser } from '../../kit/session.tsx'
import { Trouble } from '../../kit/states.tsx'
import { useWords } from '../../kit/words.ts'
import css from './security.module.css'
import { securityWords } from './words.ts'

type Fields = { oldPassword: string; password: string; again: string }

/** One's own password, for which the old one is asked. */
export function PasswordForm({ done }: { done: () => void }) {
  const say = useWords(securityWords)
  const { username } = useUser()
  const [form] = Form.useForm<Fields>()
  const change = useSubmit(({ oldPassword, password }: Fields) =>
    write<WhoAmI>('PUT', '/api/session/password', { oldPassword, password }),
  )
  useFieldIssues(form, change.error)
  const finish = async (fields: Fields) => {
    if (!(await change.submit(fields))) return
    form.resetFields()
    done()
  }
  const required = { required: true, message: say('password.missing') }
  return (
    <Form form={form} layout="vertical" className={css.form} onFinish={finish} requiredMark={false}>
      <Trouble error={change.error} atFields />
      {/* For the browser's own store of passwords. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <Form.Item name="oldPassword" label={say('password.old')} rules={[required]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Form.Item name="password" label={say('password.new')} extra={<Rules />} rules={[required]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={say('password.again')}
        dependencies={['password']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: async (_, again: string) => {
              if (again && again !== getFieldValue('password')) throw new Error(say('password.differs'))
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.busy}>
        {say('password.change')}
      </Button>
    </Form>
  )
}

/** What the policy asks, before it is refused. */
function Rules() {
  const say = useWords(securityWords)
  const rules = useResource<OwnSecurity>('/api/session/security').data?.password.rules
  if (!rules) return null
  const asked = [
    rules.leastLength !== null && say('password.rule.length', { count: rules.leastLength }),
    rules.kinds !== null && say('password.rule.kinds', { count: rules.kinds }),
    rules.kinds !== null && say('password.rule.name'),
    rules.formerPasswords !== null && say('password.rule.former', { count: rules.formerPasswords }),
  ]
  return asked.filter((each) => each !== false).join('；')
}
