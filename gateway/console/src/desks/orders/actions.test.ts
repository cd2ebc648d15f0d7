/** Every form of an action asks for what its route needs, and for nothing that the route does not know. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ACTIONS, bodyOf, missing } from './actions'

interface Schema {
  properties: Record<string, unknown>
  required?: string[]
}
interface Described {
  paths: Record<string, { post?: { requestBody: { content: Record<string, { schema: { $ref: string } }> } } }>
  components: { schemas: Record<string, Schema> }
}
const api = JSON.parse(readFileSync('../../docs/openapi.json', 'utf-8')) as Described

function bodySchema(path: string): Schema {
  const found = api.paths[`/api/hotline/requests/{request_id}/${path}`]?.post
  expect(found, path).toBeDefined()
  const reference = found?.requestBody.content['application/json']?.schema.$ref ?? ''
  return api.components.schemas[reference.split('/').pop() ?? ''] as Schema
}

it.each(Object.entries(ACTIONS))('%s', (_name, action) => {
  const schema = bodySchema(action.path)
  const asked = action.fields.flatMap((one) => (one.kind === 'unit' ? ['unit_area', 'department'] : [one.name]))
  const sent = [...asked, ...Object.keys(action.says ?? {})]
  for (const name of sent) expect(Object.keys(schema.properties)).toContain(name)
  for (const name of schema.required ?? []) expect(sent).toContain(name)
})

it('sends what is filled in and says what is missing', () => {
  const action = ACTIONS.refer!
  expect(missing(action, { line: '119', reason: ' ' })).toEqual(['reference', 'reason'])
  expect(bodyOf(action, { line: '119', reference: 'A1', reason: '火情' })).toEqual({ line: '119', reference: 'A1', reason: '火情', three_party: false })
  expect(bodyOf(ACTIONS.dispatch!, { unit_area: '', department: '', note: '' })).toEqual({})
  expect(bodyOf(ACTIONS.refuse!, { reason: '未解决' })).toEqual({ accepted: false, reason: '未解决' })
})
