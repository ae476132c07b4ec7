/**
 * Identifiers that were renamed to the field's standard terms, each with the term that took its place.
 * ESLint's id-denylist refuses them in src, scripts and tests. Ordinary words are not listed, even where they
 * once named something privately.
 */
export const bannedNames = [
  // Training.
  'Wish', // Toggle
  'Wishes', // TrainOptions
  'wishes', // options
  'Recipe', // TrainConfig
  'recipeOf', // resolveConfig
  'News', // TrainEvent
  'lookEvery', // validateEvery
  'Attempt', // ValidationResult
  'HeldOut', // ValidationSet
  'heldOut', // validation
  'Snapshot', // Checkpoint
  'Reached', // TrainProgress
  'drawFaces', // sampleBatch
  'FaceSet', // FaceDataset
  'firstOf', // take
  'paintBatch', // predictBatch
  'PaintedFace', // PredictedFace
  'openSwap', // loadRun
  'Ingredients', // BuildOptions
  'Parts', // Networks
  'assemble', // connect
  'Switches', // AugmentConfig
  'drawPlacement', // randomAffine
  'Warp', // ControlGrid
  'enlargeWarp', // upsampleGrid
  'Displacement', // FlowField
  'weigh', // lossWeights
  'refuseDivergence', // assertFiniteLoss
  'refuseNonsense', // assertFiniteWeights
  'refuseCollapse', // detectCollapse
  'rateAt', // lrFactor
  'warmth', // warmup
  'LEAST', // MIN_LR_FACTOR, EPSILON
  'TeamAdam', // ShardedAdam
  'lay', // LayerBuilder
  'LessAverage', // SubtractMeanFace
  'BesideAverage', // ConcatMeanFace
  'ofAnyone', // conditional
  'freshDecoders', // scratchDecoders
  'Code', // factor code
  // Clips and extraction.
  'ClipWish', // ClipOptions
  'Places', // LandmarkPoints
  'placeEach', // mapLandmarks
  'placesOf', // pointsOf
  'doubts', // logScale
  'expectedError', // uncertainty
  'landmarkFellows', // landmarkFlipIndices
  'trueCrop', // groundTruthCrop
  'steadied', // smoothAlignments
  // Scores.
  'Judges', // IdentityGallery
  'judge', // evaluate, score
  'Reading', // PoseEstimate
  'READ_UNITS', // POSE_UNITS
  'readNames', // poseNames
  'performanceAgreement', // poseCorrelation
  'averageFaceError', // meanFaceError
  'unswappedError', // noSwapError
  'crossingCost', // transferGap
  // Several cores.
  'Team', // group of workers
  'TeamMember', // GroupMember
  'runTeam', // runGroup
  'joinTeam', // joinGroup
  'sharesOf', // splitBatch
  'Share', // BatchSlice
  'Seat', // WorkerContext
  'finishAsked', // stopRequested
  'letGo', // yieldToEventLoop
  'passOn', // fallback
  'takeOver', // allGatherWeights
  'SAID_BESIDE_LOSSES', // allGatherScalars
  'PLACES', // TILE_AREA
  // Tools.
  'checkUp', // diagnose
  'told', // logProgress, message
  'amiss', // renderError
  'findFellows', // contrastiveLoss
  'Who', // IdentityEncoder
  'trait', // fingerprint
];
