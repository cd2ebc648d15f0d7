/** What lies near each other is found, and the most urgent of a group is what its mark shows. */
import { describe, expect, it } from 'vitest'
import { communityOf, metresBetween, near, worst } from './maps'

const at = (east: number, north: number) => ({ lon: 123.44 + east / (111_320 * Math.cos((41.79 * Math.PI) / 180)), lat: 41.79 + north / 111_320 })

describe('places', () => {
  it('are measured in metres', () => {
    expect(metresBetween(at(0, 0), at(300, 400))).toBeCloseTo(500, 0)
  })
  it('form groups by the shortest way from one to the next', () => {
    const things = [at(0, 0), at(1000, 0), at(150, 0), at(300, 0), at(1150, 0)]
    const found = near(things, (one) => one, 200).map((group) => group.map((one) => things.indexOf(one)).sort())
    expect(found).toEqual([[0, 2, 3], [1, 4]])
  })
  it('that two groups share join them', () => {
    const things = [at(0, 0), at(300, 0), at(150, 0)]
    expect(near(things, (one) => one, 200)).toHaveLength(1)
  })
})

it('the most urgent look is shown', () => {
  expect([worst(['good', 'late', 'risk']), worst(['good', 'paused']), worst(['done'])]).toEqual(['late', 'paused', 'done'])
})

it('a grid cell belongs to its community; a street to none', () => {
  expect([communityOf('01010121010300500301'), communityOf('210103005003'), communityOf('210103005')]).toEqual(['210103005003', '210103005003', null])
})
