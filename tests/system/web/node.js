// What the library's dependencies expect of Node's globals.
export { Buffer } from 'buffer';

export const process = {
    env: {},
    nextTick: (call, ...values) => queueMicrotask(() => call(...values)),
};
