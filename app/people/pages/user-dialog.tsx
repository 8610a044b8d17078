import { App, Form, Input, Modal, Select } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { Duties, NewStaffUser, StaffUser, UserList } from '../user-contract.ts'
import { userWords } from './user-words.ts'

/** Adds somebody, or says what he is from now on. */
export function UserDialog(props: {
  user: StaffUser | null
  units: UserList['units']
  close: (isDone: boolean) => void
}) {
  const { user, units, close } = props
  const say = useWords(userWords)
  const { message } = App.useApp()
  const [language] = useLanguage()
  const [form] = Form.useForm<NewStaffUser>()
  const path = user ? `/api/people/users/${user.id}/changes` : '/api/people/users'
  const save = useSubmit((input: NewStaffUser, key) => write<StaffUser>('POST', path, input, key))
  useFieldIssues(form, save.error)
  const submit = async (filled: NewStaffUser) => {
    const saved = await save.submit(filled)
    if (!saved) return
    const roles = saved.value.request?.roles.map((role) => roleNames[role][language === 'zh' ? 0 : 1]).join('、')
    message.success(roles ? say('users.saved.waits', { roles }) : say('users.saved'))
    close(true)
  }
  const needed = [{ required: true, whitespace: true, message: say('required') }]
  const initial = user && { ...user, roles: [...user.roles, ...(user.request?.roles ?? [])] }
  return (
    <Modal
      open
      title={user ? say('users.change.title', { name: user.name }) : say('users.add')}
      onCancel={() => close(false)}
      onOk={form.submit}
      confirmLoading={save.busy}
    >
      <Trouble error={save.error} atFields />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={initial ?? { roles: [] }}>
        {!user && (
          <Form.Item name="username" label={say('users.username')} rules={needed}>
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="name" label={say('users.name')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="organisationId"
          label={say('users.unit')}
          rules={[{ required: true, message: say('required') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <RolesField />
        {!user && (
          <Form.Item
            name="password"
            label={say('users.password')}
            extra={say('users.password.next')}
            rules={[{ required: true, min: 10, message: say('password.short') }]}
          >
            <Input.Password maxLength={256} autoComplete="new-password" />
          </Form.Item>
        )}
        <Form.Item name="reason" label={say('users.reason')} rules={needed}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** The roles, each with what it takes to be given. */
function RolesField() {
  const say = useWords(userWords)
  const [language] = useLanguage()
  const duties = useResource<Duties>('/api/people/duties')
  const guarded = duties.data?.guarded.map(({ role }) => role) ?? []
  const nameOf = (role: keyof typeof roleNames) => roleNames[role][language === 'zh' ? 0 : 1]
  const apart = duties.data?.apart.map(({ one, other }) =>
    say('apart.pair', { one: nameOf(one), other: nameOf(other) }),
  )
  const roles = (Object.keys(roleNames) as (keyof typeof roleNames)[]).filter((role) => role !== 'customer')
  return (
    <Form.Item
      name="roles"
      label={say('users.roles')}
      {...(apart ? { extra: `${say('apart.title')}：${apart.join('；')}` } : {})}
    >
      <Select
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        options={roles.map((role) => {
          const name = nameOf(role)
          return {
            value: role,
            label: guarded.some((each) => each === role) ? say('users.roles.guarded', { role: name }) : name,
          }
        })}
      />
    </Form.Item>
  )
}
