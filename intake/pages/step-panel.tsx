import { App, Button, Form, Input } from 'antd'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail, CompleteStepInput, choices } from '../contract.ts'
import { stepForms } from './step-forms.tsx'
import { intakeWords } from './words.ts'

export type Choices = z.infer<typeof choices>
type Doing = { application: ApplicationDetail; path: string; done: () => void }

/** The step that is due: its form for whoever may complete it, and who holds it for everybody else. */
export function StepPanel({ application, path, done }: Doing) {
  const say = useWords(intakeWords)
  const offered = useResource<Choices>(application.next.mayComplete ? '/api/intake/choices' : null)
  const current = application.currentStep
  if (!current) return null
  const step = say(`step.${current.step}`)
  return (
    <Panel title={say('do.title', { step })}>
      {application.next.mayComplete ? (
        <Shown of={offered as Resource<Choices>} rows={5}>
          {(shown) => (
            <StepForm
              key={`${current.step}-${application.version}`}
              application={application}
              path={path}
              done={done}
              choices={shown}
            />
          )}
        </Shown>
      ) : (
        <p>{say('do.notYours', { role: say.code('role', current.role) })}</p>
      )}
    </Panel>
  )
}

function StepForm({ application, path, done, choices: offered }: Doing & { choices: Choices }) {
  const say = useWords(intakeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const step = application.currentStep?.step ?? 'archive'
  const { Fields, start, toData } = stepForms[step]
  const complete = useSubmit((input: CompleteStepInput, key) =>
    write<ApplicationDetail>('POST', `${path}/steps`, input, key),
  )

  useFieldIssues(form, complete.error, 'data')

  const submit = async ({ opinion, ...filled }: Record<string, unknown>) => {
    const given = typeof opinion === 'string' && opinion.trim() !== '' ? { opinion: opinion.trim() } : {}
    const input = { step, version: application.version, ...given, data: toData(filled) } as CompleteStepInput
    if (!(await complete.submit(input))) return
    message.success(say('do.done', { step: say(`step.${step}`) }))
    done()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={start(application)}
      scrollToFirstError
    >
      <Fields application={application} choices={offered} />
      <Form.Item name="opinion" label={say('do.opinion')}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} />
      </Form.Item>
      <Trouble error={complete.error} />
      <Button type="primary" htmlType="submit" loading={complete.busy}>
        {say('do.finish', { step: say(`step.${step}`) })}
      </Button>
    </Form>
  )
}
