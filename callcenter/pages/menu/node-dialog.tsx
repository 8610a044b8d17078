import { Button, Form, Input, Modal, Select } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import { flowWords } from './flow-words.ts'
import css from './menu.module.css'
import { emptyNode, type Filled, fieldsOf, fillNode, kinds, readNode } from './node-fields.ts'
import { KeyFields, PartFields } from './node-parts.tsx'
import type { Flow } from './outline.ts'

type Props = { flow: Flow /** Null: a new one. */; name: string | null; close: (changed?: Flow) => void }

/** A step of a draft: what is said there, which key leads where. */
export function NodeDialog({ flow, name, close }: Props) {
  const say = useWords(flowWords)
  const [form] = Form.useForm<Filled>()
  const node = name === null ? undefined : flow.nodes[name]
  const kind = Form.useWatch('kind', form) ?? node?.kind ?? 'say'
  const submit = (filled: Filled) =>
    close({ ...flow, nodes: { ...flow.nodes, [name ?? filled.name]: readNode(filled) } })
  const remove = () => {
    const { [name ?? '']: _, ...nodes } = flow.nodes
    close({ ...flow, nodes })
  }
  return (
    <Modal
      open
      title={node ? node.title : say('add')}
      okText={say('apply')}
      cancelText={say('cancel')}
      onOk={form.submit}
      onCancel={() => close()}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={node ? fillNode(node) : emptyNode}
        onFinish={submit}
      >
        {name === null && <NameField flow={flow} />}
        <NodeForm flow={flow} kind={kind} isNew={name === null} />
      </Form>
      {name !== null && name !== flow.start && (
        <Button danger type="link" className={css.remove} onClick={remove}>
          {say('remove')}
        </Button>
      )}
    </Modal>
  )
}

function NameField({ flow }: { flow: Flow }) {
  const say = useWords(flowWords)
  const isFree = (value = '') => /^[a-z][a-z0-9-]{0,39}$/.test(value) && !flow.nodes[value]
  const validator = (_: unknown, value?: string) =>
    isFree(value) ? Promise.resolve() : Promise.reject(new Error(say('name.bad')))
  return (
    <Form.Item name="name" label={say('name')} rules={[{ validator }]}>
      <Input maxLength={40} />
    </Form.Item>
  )
}

function NodeForm({ flow, kind, isNew }: { flow: Flow; kind: Filled['kind']; isNew: boolean }) {
  const say = useWords(flowWords)
  const fields = fieldsOf(kind)
  const steps = Object.entries(flow.nodes).map(([value, { title }]) => ({ value, label: `${title} · ${value}` }))
  const required = [{ required: true, whitespace: true, message: say('required') }]
  return (
    <>
      <Form.Item name="title" label={say('stepTitle')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="kind" label={say('kind')} hidden={!isNew}>
        <Select options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))} />
      </Form.Item>
      {fields.includes('text') && (
        <>
          <Form.Item name="textZh" label={say('textZh')}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
          <Form.Item name="textEn" label={say('textEn')}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </>
      )}
      <PartFields fields={fields} />
      {fields.includes('keys') && <KeyFields steps={steps} />}
      {(['matched', 'next', 'otherwise'] as const)
        .filter((way) => fields.includes(way))
        .map((way) => (
          <Form.Item key={way} name={way} label={say(`by.${way}`)} rules={required}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={steps} />
          </Form.Item>
        ))}
    </>
  )
}
