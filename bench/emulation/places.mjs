// Runs tasks side by side on a given number of places; a task may need several, and then waits until they are free.

/** `tasks`: {places, run(place)}, taken in order where they fit; `run` gets the number of a place that nobody else has. */
export async function runSideBySide(tasks, places) {
  const free = Array.from({ length: places }, (_, place) => place);
  const waiting = [...tasks];
  const running = new Set();
  while (waiting.length > 0 || running.size > 0) {
    for (let next = waiting.findIndex((task) => task.places <= free.length); next >= 0; next = waiting.findIndex((task) => task.places <= free.length)) {
      const [task] = waiting.splice(next, 1);
      const taken = free.splice(0, task.places);
      const done = task.run(taken[0]).finally(() => {
        free.push(...taken);
        running.delete(done);
      });
      running.add(done);
    }
    await Promise.race(running);
  }
}
