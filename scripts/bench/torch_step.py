"""The measured training step in PyTorch, for comparison: torch_step.py THREADS STEPS WARM_UP {alternating,joint}

Prints {"version": …, "times": […]}, milliseconds a step. The model is scripts/bench/autoencoder.ts's.
"""

import json
import sys
import time

import torch
from torch import nn

threads, steps, warm_up = (int(value) for value in sys.argv[1:4])
joint = sys.argv[4] == "joint"
torch.set_num_threads(threads)
torch.manual_seed(1)

WIDTHS = [32, 64, 128, 256]
DENSE = 256
BATCH = 16


def strided(inputs, outputs):
    # TensorFlow's «same» padding of an even side: one before, two after.
    return nn.Sequential(nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(inputs, outputs, 5, 2), nn.LeakyReLU(0.1))


def upscale(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, 4 * outputs, 3, padding=1), nn.LeakyReLU(0.1), nn.PixelShuffle(2))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [3, *WIDTHS]
        self.convolutions = nn.Sequential(*(strided(a, b) for a, b in zip(channels, WIDTHS)))
        self.dense = nn.Sequential(nn.Linear(16 * WIDTHS[3], DENSE), nn.Linear(DENSE, 16 * WIDTHS[3]))
        self.upscale = upscale(WIDTHS[3], WIDTHS[3] // 2)

    def forward(self, x):
        return self.upscale(self.dense(self.convolutions(x).flatten(1)).view(-1, WIDTHS[3], 4, 4))


def decoder():
    top = WIDTHS[3]
    return nn.Sequential(
        upscale(top // 2, top // 4),
        upscale(top // 4, top // 8),
        upscale(top // 8, top // 16),
        nn.Conv2d(top // 16, 3, 5, padding=2),
        nn.Sigmoid(),
    )


def loss_of(reconstruction, images):
    return (reconstruction - images).abs().mean()


encoder = Encoder()
decoders = [decoder(), decoder()]
images = [torch.rand(BATCH, 3, 64, 64) for _ in decoders]


def adam(*modules):
    return torch.optim.Adam([p for module in modules for p in module.parameters()], 5e-5, (0.5, 0.999), 1e-7)


one_for_all = adam(encoder, *decoders)
one_for_each = [adam(encoder, each) for each in decoders]


def update(optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def step():
    if joint:
        latents = encoder(torch.cat(images)).split(BATCH)
        update(one_for_all, sum(loss_of(d(z), x) for d, z, x in zip(decoders, latents, images)))
    else:
        for optimizer, d, x in zip(one_for_each, decoders, images):
            update(optimizer, loss_of(d(encoder(x)), x))


times = []
for i in range(warm_up + steps):
    started = time.perf_counter()
    step()
    if i >= warm_up:
        times.append(1000 * (time.perf_counter() - started))
print(json.dumps({"version": torch.__version__, "times": times}))
