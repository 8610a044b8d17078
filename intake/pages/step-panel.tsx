import { App, Button, Form, Input } from 'antd'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail, CompleteStepInput, Step } from '../contract.ts'
import type { choices } from '../offer-contract.ts'
import { ActFilesItem } from './files/act-files.tsx'
import { stepForms } from './step-forms.tsx'
import { intakeWords } from './words.ts'

export type Choices = z.infer<typeof choices>
/** Steps that a customer does himself: nothing of the network is chosen in them, and nothing of it is his to see. */
const customerSteps: Step[] = ['design-submission', 'mid-report', 'completion-report']
const nothing: Choices = {
  organisations: [],
  districts: [],
  terminals: [],
  feeders: [],
  metersInHand: [],
  profiles: [],
  profilePhases: {},
}

type Doing = { application: ApplicationDetail; path: string; done: () => void }
type OpenStep = ApplicationDetail['openSteps'][number]

/** Every step that is open: its form for whoever may complete it, and who holds it for everybody else. */
export function StepPanels({ application, path, done }: Doing) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const mine = application.next.mayComplete
  const isOffered = mine.some((step) => !customerSteps.includes(step))
  const asked = useResource<Choices>(isOffered ? '/api/intake/choices' : null)
  const offered = isOffered ? asked : { ...asked, data: nothing, loading: false }
  if (application.suspendedFor) {
    return (
      <Panel title={say('hold.title')}>
        <p>{say('hold.because', { reason: application.suspendedFor[language] })}</p>
      </Panel>
    )
  }
  return application.openSteps.map((open) => (
    <Panel key={open.step} title={say('do.title', { step: open.title[language] })}>
      {mine.includes(open.step) ? (
        <Shown of={offered as Resource<Choices>} rows={5}>
          {(shown) => (
            <StepForm
              key={`${open.step}-${application.version}`}
              open={open}
              application={application}
              path={path}
              done={done}
              choices={shown}
            />
          )}
        </Shown>
      ) : (
        <p>{say('do.notYours', { role: say.code('role', open.role) })}</p>
      )}
    </Panel>
  ))
}

export function StepForm({
  application,
  open,
  path,
  done,
  choices: offered,
}: Doing & { open: OpenStep; choices: Choices }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const { step } = open
  const title = open.title[language]
  const { Fields, start, toData } = stepForms[step]
  const complete = useSubmit((input: CompleteStepInput, key) =>
    write<ApplicationDetail>('POST', `${path}/steps`, input, key),
  )

  useFieldIssues(form, complete.error, 'data')

  const submit = async ({ opinion, attachmentIds, ...filled }: Record<string, unknown>) => {
    const given = {
      ...(typeof opinion === 'string' && opinion.trim() !== '' && { opinion: opinion.trim() }),
      ...(Array.isArray(attachmentIds) && { attachmentIds }),
    }
    const input = { step, version: application.version, ...given, data: toData(filled) } as CompleteStepInput
    if (!(await complete.submit(input))) return
    message.success(say('do.done', { step: title }))
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
      <ActFilesItem path={path} />
      <Trouble error={complete.error} hidesPaths />
      <Button type="primary" htmlType="submit" loading={complete.busy}>
        {say('do.finish', { step: title })}
      </Button>
    </Form>
  )
}
