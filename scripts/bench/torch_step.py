"""A preset's training step in PyTorch, for comparison: torch_step.py THREADS, and a preset on the first line.

The first line of the standard input is JSON, as scripts/bench/preset-networks.ts writes it. Every further
line is a number of steps: they are taken, and {"times": […], "cpu": …} is printed, milliseconds of each step
and of the processor for all.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)


class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(x.shape[0], *self.shape)


def layers_of(description):
    """A layer of TensorFlow.js, described by its kind and sizes, in PyTorch."""
    kind = description["kind"]
    if kind == "convolution":
        inputs, outputs, kernel, stride = (description[k] for k in ("inputs", "outputs", "kernel", "stride"))
        if stride == 1:
            return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)]
        # TensorFlow's «same» padding of an even side: one before, two after.
        before = (kernel - stride) // 2
        after = kernel - stride - before
        return [nn.ZeroPad2d((before, after, before, after)), nn.Conv2d(inputs, outputs, kernel, stride)]
    if kind == "dense":
        return [nn.Linear(description["inputs"], description["outputs"])]
    if kind == "leakyRelu":
        return [nn.LeakyReLU(description["slope"], inplace=True)]
    if kind == "sigmoid":
        return [nn.Sigmoid()]
    if kind == "pixelShuffle":
        return [nn.PixelShuffle(2)]
    if kind == "flatten":
        return [nn.Flatten()]
    height, width, channels = description["shape"]
    return [View(channels, height, width)]


def network_of(descriptions):
    layers = [layer for description in descriptions for layer in layers_of(description)]
    return nn.Sequential(*layers).to(memory_format=torch.channels_last)


task = json.loads(sys.stdin.readline())
batch, people, augment, mean_faces, SIDE = (task[key] for key in ("batch", "people", "augment", "meanFaces", "side"))
encoder = network_of(task["encoder"])
decoders = nn.ModuleList(network_of(task["decoder"]) for _ in range(people))
if task["frozen"]:
    encoder.requires_grad_(False)


def adam_of(*networks):
    parameters = [parameter for network in networks for parameter in network.parameters() if parameter.requires_grad]
    return torch.optim.Adam(parameters, 2e-4, (0.9, 0.999), 1e-7, fused=True)


# One step of all, or one for each person in turn.
turns = [[person] for person in range(people)] if task["alternating"] else [list(range(people))]
optimizers = [adam_of(encoder, *(decoders[person] for person in turn)) for turn in turns]

FACES = 100
# Bytes, as they come from a picture; masks are a fourth channel.
faces = [torch.randint(0, 256, (FACES, 4, SIDE, SIDE), dtype=torch.uint8) for _ in range(people)]
means = torch.stack([of_one[:, :3].float().mean(0) / 255 for of_one in faces])

across = (torch.arange(SIDE) + 0.5) / SIDE
grid_y, grid_x = torch.meshgrid(across, across, indexing="ij")
inner_weight = torch.ones(SIDE, SIDE)
for x, y, width, height, weight in [
    (0.31, 0.39, 0.15, 0.11, task["eyeWeight"]),
    (0.69, 0.39, 0.15, 0.11, task["eyeWeight"]),
    (0.5, 0.73, 0.21, 0.14, task["mouthWeight"]),
]:
    inner_weight[((grid_x - x) / width) ** 2 + ((grid_y - y) / height) ** 2 < 1] = weight
identity_grid = torch.stack([2 * grid_x - 1, 2 * grid_y - 1], -1)


def sample(turn):
    """A batch of some people: inputs and targets [count, 3, side, side], weights [count, 1, side, side]."""
    count = len(turn) * batch
    images = torch.cat([faces[person][torch.randint(0, FACES, (batch,))] for person in turn])
    images = images.float().div_(255)
    flips = torch.where(torch.rand(count, 1, 1, 1) < 0.4, -1.0, 1.0) if augment["flip"] else torch.ones(count, 1, 1, 1)
    if augment["affine"]:
        angle = (torch.rand(count) * 2 - 1) * torch.pi / 18
        scale = 1 + (torch.rand(count) * 2 - 1) * 0.05
        shift = (torch.rand(count, 2) * 2 - 1) * 0.1
        cos, sin = scale * angle.cos(), scale * angle.sin()
        matrix = torch.stack([cos, -sin, shift[:, 0], sin, cos, shift[:, 1]], 1).view(-1, 2, 3)
        grid = F.affine_grid(matrix, [count, 3, SIDE, SIDE], align_corners=False)
        straight = F.grid_sample(images, grid * mirror(flips), "bilinear", "border", align_corners=False)
    else:
        grid = identity_grid.expand(count, SIDE, SIDE, 2)
        straight = torch.where(flips < 0, images.flip(3), images) if augment["flip"] else images
    targets, mask = straight[:, :3], straight[:, 3:]
    inputs = targets
    if augment["warp"] != "off":
        chosen = torch.rand(count) < (0.5 if augment["warp"] == "half" else 1)
        flow = torch.randn(int(chosen.sum()), 2, 5, 5) * (2 * 5 / 160)
        flow = F.interpolate(flow, SIDE, mode="bilinear", align_corners=True)
        warped = (grid[chosen] + flow.permute(0, 2, 3, 1)) * mirror(flips[chosen])
        inputs = targets.clone()
        inputs[chosen] = F.grid_sample(images[chosen, :3], warped, "bilinear", "border", align_corners=False)
    weights = task["backgroundWeight"] * (1 - mask) + mask * inner_weight
    inputs = inputs.contiguous(memory_format=torch.channels_last)
    return inputs, targets.contiguous(memory_format=torch.channels_last), weights


taps = torch.exp(-((torch.arange(11.0) - 5) ** 2) / (2 * 1.5**2))


def blur(planes):
    """Sums under the window of SSIM, of planes [count, side, side]."""
    down = F.conv2d(planes[:, None], taps.view(1, 1, 11, 1), padding=(5, 0))
    return F.conv2d(down, taps.view(1, 1, 1, 11), padding=(0, 5))[:, 0]


inside = blur(torch.ones(1, SIDE, SIDE))


def dssim_of_brightness(reconstructions, targets):
    """(1 − SSIM) / 2 at every pixel: [count, 1, side, side]."""
    x, y = reconstructions.mean(1), targets.mean(1)
    maps = blur(torch.cat([x, y, x * y, x * x + y * y])) / inside
    mean_x, mean_y, product, squares = maps.chunk(4)
    both, powers = mean_x * mean_y, mean_x * mean_x + mean_y * mean_y
    similarity = (2 * both + 1e-4) * (2 * (product - both) + 9e-4) / ((powers + 1e-4) * (squares - powers + 9e-4))
    return (1 - similarity[:, None]) / 2


def mirror(flips):
    return torch.cat([flips, torch.ones_like(flips)], 3)


def step():
    for turn, optimizer in zip(turns, optimizers):
        step_of(turn, optimizer)


def step_of(turn, optimizer):
    inputs, targets, weights = sample(turn)
    own_means = means[turn].repeat_interleave(batch, 0)
    if mean_faces == "subtract":
        # Where a crowd's encoder would see who it is, there are zeros.
        inputs = torch.cat([inputs - own_means, torch.zeros_like(inputs)], 1)
    elif mean_faces == "concat":
        inputs = torch.cat([inputs, own_means], 1) - 0.5
    latents = encoder(inputs).split(batch)
    reconstructions = torch.cat([decoders[person](latent) for person, latent in zip(turn, latents)])
    errors = (reconstructions - targets).abs().mean(1, keepdim=True)
    if task["dssimWeight"] > 0:
        errors = errors + task["dssimWeight"] * dssim_of_brightness(reconstructions, targets)
    losses = (errors * weights).sum((1, 2, 3)) / weights.sum((1, 2, 3))
    optimizer.zero_grad(set_to_none=True)
    (losses.sum() / batch).backward()
    optimizer.step()


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    times = []
    cpu = time.process_time()
    for _ in range(int(line)):
        started = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - started))
    print(json.dumps({"times": times, "cpu": 1000 * (time.process_time() - cpu)}), flush=True)
