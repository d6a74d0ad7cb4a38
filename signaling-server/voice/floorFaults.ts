import type { FloorMachines } from './floorControl';
import { generalFloor } from './generalFloor';
import type { GeneralEffect, GeneralStep } from './generalState';
import { participantFloor } from './participantFloor';

const right: FloorMachines = { general: generalFloor, participant: participantFloor };

function leavingOut(step: GeneralStep, isLeftOut: (effect: GeneralEffect) => boolean): GeneralStep {
  return { ...step, effects: step.effects.filter((effect) => !isLeftOut(effect)) };
}

/** For tests: machines with one fault each, of the kind that somebody could make. The properties must find every one. */
export const floorFaults: Readonly<Record<string, FloorMachines>> = {
  'the queue ignores priority': {
    ...right,
    general: (state, event, rules) => {
      const step = generalFloor(state, event, rules);
      if (!('queue' in step.state)) return step;
      const queue = [...step.state.queue].sort((one, other) => one.turn - other.turn);
      return { ...step, state: { ...step.state, queue } };
    },
  },
  'the latest of equals comes first': {
    ...right,
    general: (state, event, rules) => {
      const step = generalFloor(state, event, rules);
      if (!('queue' in step.state)) return step;
      const queue = [...step.state.queue].reverse().sort((one, other) => other.priority - one.priority);
      return { ...step, state: { ...step.state, queue } };
    },
  },
  'T2 is not cancelled': {
    ...right,
    general: (state, event, rules) =>
      leavingOut(generalFloor(state, event, rules), (effect) => effect.name === 'Stop timer' && effect.timer === 'T2'),
  },
  'everyone interrupts without asking to': {
    ...right,
    general: (state, event, rules) =>
      generalFloor(state, event.name === 'Floor Request' ? { ...event, preempt: true } : event, rules),
  },
  'the talker is forgotten for one who counts more': {
    ...right,
    general: (state, event, rules) => {
      const isHigher =
        event.name === 'Floor Request' && 'grant' in state && event.request.priority > state.grant.priority;
      if (!isHigher) return generalFloor(state, event, rules);
      return generalFloor({ name: 'G: Floor Idle', emergencyOf: state.emergencyOf }, event, rules);
    },
  },
  'two have the floor': {
    ...right,
    general: (state, event, rules) => {
      const step = generalFloor(state, event, rules);
      if (state.name !== 'G: Floor Taken' || event.name !== 'Floor Request') return step;
      const { request } = event;
      if (request.participantId === state.grant.participantId) return step;
      return { ...step, effects: [{ name: 'Floor Granted', grant: { ...state.grant, ...request, since: event.at } }] };
    },
  },
  'an emergency waits like everyone else': {
    ...right,
    general: (state, event, rules) =>
      event.name === 'Emergency changed' ? { state, effects: [] } : generalFloor(state, event, rules),
  },
  'an emergency ends with the silence, whatever it is for': {
    ...right,
    general: (state, event, rules) => generalFloor(state, event, { ...rules, emergencyLasts: false }),
  },
  'the grace never ends': {
    ...right,
    general: (state, event, rules) =>
      event.name === 'T3 expired' ? { state, effects: [] } : generalFloor(state, event, rules),
  },
  'one who has gone keeps what he was granted from the queue': {
    ...right,
    participant: (participantId, state, event, rules) =>
      event.name === 'T20 expired' && state.name === 'U: permitted'
        ? participantFloor(participantId, { ...state, tellings: 1 }, event, rules)
        : participantFloor(participantId, state, event, rules),
  },
  'a lost talker takes the queue with him': {
    ...right,
    general: (state, event, rules) =>
      event.name === 'Participant lost' && 'queue' in state && event.participantId === state.grant.participantId
        ? generalFloor({ ...state, queue: [] }, event, rules)
        : generalFloor(state, event, rules),
  },
  'the gate stays open after a revoke': {
    ...right,
    participant: (participantId, state, event, rules) => {
      const step = participantFloor(participantId, state, event, rules);
      const isTold = ['Send Floor Revoke', 'Send Floor Taken', 'Send Floor Idle'].includes(event.name);
      return isTold && state.name === 'U: permitted' ? { ...step, state } : step;
    },
  },
  'a repeated request takes a second place': {
    ...right,
    general: (state, event, rules) => {
      const step = generalFloor(state, event, rules);
      if (event.name !== 'Floor Request' || !('queue' in state) || !('queue' in step.state)) return step;
      const known = state.queue.some(({ participantId }) => participantId === event.request.participantId);
      return known ? { ...step, state: { ...step.state, queue: [...step.state.queue, event.request] } } : step;
    },
  },
  'an end nobody is told of': {
    ...right,
    general: (state, event, rules) =>
      leavingOut(generalFloor(state, event, rules), ({ name }) => name === 'Floor Revoke'),
  },
  'the queue remembers what is not in its state': {
    ...right,
    general: (() => {
      let steps = 0;
      return (state, event, rules) => {
        steps += 1;
        // Each thirteenth queue it was ever asked for gets a hidden mark, which nobody could replay.
        const step = generalFloor(state, event, rules);
        if (!('queue' in step.state) || steps % 13 !== 0) return step;
        return { ...step, state: { ...step.state, grant: { ...step.state.grant, mediaAt: event.at + steps } } };
      };
    })(),
  },
};
