/** What a {@link KalmanFilter} assumes: variances, in the squared unit of what is measured. */
export interface KalmanNoise {
  /** What position and velocity each gain, from one measurement to the next, by chance. */
  readonly process: number;
  /** Of an error of measurement. */
  readonly measurement: number;
  /** Of the velocity at the start, before anything is known of it. */
  readonly firstVelocity: number;
}

/**
 * A Kalman filter of a coordinate that moves at a constant velocity: R. E. Kalman, "A New Approach to Linear
 * Filtering and Prediction Problems", Journal of Basic Engineering 82(1), 1960. Its state is position and
 * velocity, of which only the position is measured; in each interval F = (1 1; 0 1) moves it, and both noises are
 * multiples of the identity. A point in the plane, with the state x, y, vx, vy, takes two filters: neither F nor
 * the noises connect its coordinates.
 */
export class KalmanFilter {
  readonly #noise: KalmanNoise;
  #position: number;
  #velocity = 0;
  // P, the covariance of the errors of position and velocity.
  #positionVariance: number;
  #covariance = 0;
  #velocityVariance: number;

  /** @param first the first measurement: the position is known as well as that, and assumed to be at rest. */
  constructor(first: number, noise: KalmanNoise) {
    this.#noise = noise;
    this.#position = first;
    this.#positionVariance = noise.measurement;
    this.#velocityVariance = noise.firstVelocity;
  }

  /** Goes on to the next interval. @returns the position that is expected there. */
  predict(): number {
    this.#position += this.#velocity;
    // P ← F·P·Fᵀ + Q
    this.#positionVariance += 2 * this.#covariance + this.#velocityVariance + this.#noise.process;
    this.#covariance += this.#velocityVariance;
    this.#velocityVariance += this.#noise.process;
    return this.#position;
  }

  /** Takes the measurement of the interval that was predicted last. */
  correct(measured: number): void {
    const innovation = measured - this.#position;
    const variance = this.#positionVariance + this.#noise.measurement;
    const positionGain = this.#positionVariance / variance;
    const velocityGain = this.#covariance / variance;
    this.#position += positionGain * innovation;
    this.#velocity += velocityGain * innovation;
    // P ← (I − K·H)·P
    this.#velocityVariance -= velocityGain * this.#covariance;
    this.#covariance -= positionGain * this.#covariance;
    this.#positionVariance -= positionGain * this.#positionVariance;
  }
}
