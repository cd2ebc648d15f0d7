/** What is sent of a record, what it lacks, and what never goes into an address. */
import { expect, it } from 'vitest'
import { blank, bodyOf, lacking, withoutNumbers } from './record'

const said = { ...blank('210103'), title: ' 路灯不亮 ', category: 'lights', answers: { where: '', when: '昨晚' } }

it('sends what was said and nothing empty', () => {
  expect(bodyOf(said, 'hold')).toEqual({ area_code: '210103', category: 'lights', title: '路灯不亮', description: '', kind: 'help', channel: 'phone', answers: { when: '昨晚' }, hold: true })
  expect(bodyOf({ ...said, answer: '已告知' }, 'answer').answer).toBe('已告知')
})

it('says what is lacking in the order of the form', () => {
  expect(lacking(blank('210103'), 'answer')).toEqual(['title', 'category', 'answer'])
  expect(lacking(said, 'dispatch', [{ name: 'where', required: true }, { name: 'when', required: true }])).toEqual(['answers.where'])
})

it('keeps numbers out of addresses', () => {
  expect(withoutNumbers('王芳13912345678说5号楼路灯不亮')).toBe('王芳 说5号楼路灯不亮')
})

