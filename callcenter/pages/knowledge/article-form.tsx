import { Checkbox, Form, type FormInstance, Input, Select } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ArticleDraft, ArticleVersion, Shelf } from '../../knowledge/contract.ts'
import css from './knowledge.module.css'
import { useCategories } from './shelf.ts'
import { editorWords, knowledgeWords } from './words.ts'

/** As the form has it: other ways to ask stand one a line. */
export type Filled = Omit<ArticleDraft, 'questions' | 'validTo' | 'organisationId'> & {
  questions: string
  validTo: string
  organisationId: number | null
}

export function toFilled(of: ArticleVersion): Filled {
  const { category, title, body, legalBasis, isPublic, organisationId, validFrom, reviewOn } = of
  const texts = { questions: of.questions.join('\n'), validTo: of.validTo ?? '' }
  return { category, title, body, legalBasis, isPublic, organisationId, validFrom, reviewOn, ...texts }
}

export function toDraft(filled: Filled): ArticleDraft {
  const questions = filled.questions
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return { ...filled, questions, validTo: filled.validTo || null, organisationId: filled.organisationId ?? null }
}

type FormProps = {
  form: FormInstance<Filled>
  initial: Filled
  shelf: Shelf | undefined
  changed: () => void
  done: (filled: Filled) => void
}

/** What is written of an article. */
export function ArticleForm({ form, initial, shelf, changed, done }: FormProps) {
  const say = useWords(editorWords)
  const common = useWords(knowledgeWords)
  const { options } = useCategories(shelf)
  const required = [{ required: true, message: say('required') }]
  const units = (shelf?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={initial}
      onValuesChange={changed}
      onFinish={done}
    >
      <Form.Item name="title" label={say('name')} rules={required}>
        <Input maxLength={80} showCount />
      </Form.Item>
      <div className={css.days}>
        <Form.Item name="category" label={say('category')} rules={required}>
          <Select options={options} />
        </Form.Item>
        <Form.Item name="organisationId" label={say('organisation')}>
          <Select allowClear placeholder={common('company')} options={units} />
        </Form.Item>
      </div>
      <Form.Item name="questions" label={say('questions')} extra={say('questions.hint')}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <Form.Item name="body" label={say('body')} extra={say('body.hint')} rules={required}>
        <Input.TextArea autoSize={{ minRows: 10, maxRows: 24 }} maxLength={8000} showCount />
      </Form.Item>
      <Form.Item name="legalBasis" label={say('basis')} rules={required}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="isPublic" valuePropName="checked">
        <Checkbox>{say('audience')}</Checkbox>
      </Form.Item>
      <div className={css.days}>
        <Form.Item name="validFrom" label={say('validFrom')} rules={required}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="validTo" label={say('validTo')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="reviewOn" label={say('reviewOn')} rules={required}>
          <Input type="date" />
        </Form.Item>
      </div>
    </Form>
  )
}
