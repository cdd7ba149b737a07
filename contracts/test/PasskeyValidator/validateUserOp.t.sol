// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Assertion, Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract ValidateUserOpTest is PasskeyTest {
    uint256 private constant SUCCESS = 0;
    uint256 private constant FAILED = 1;
    uint48 private constant VALID_UNTIL = uint48(START_TIME) + 3 days;
    bytes32 private constant HASH = keccak256("a user operation");

    /// @dev What the validator answers `caller` about a user operation with this hash and signature.
    function answerTo(address caller, bytes32 hash, bytes memory signature) private returns (uint256) {
        PackedUserOperation memory userOp;
        userOp.sender = caller;
        userOp.signature = signature;
        vm.prank(caller);
        return validator.validateUserOp(userOp, hash);
    }

    function answerTo(bytes memory signature) private returns (uint256) {
        return answerTo(address(account), HASH, signature);
    }

    /// @dev A failure, whether or not it says when.
    function rejects(bytes memory signature, string memory what) private {
        assertEq(uint160(answerTo(signature)), FAILED, what);
    }

    function single(Passkey memory passkey) private view returns (bytes memory) {
        return userOpSignature(address(validator), passkey, address(account), HASH);
    }

    /// @dev A batch of one: the root is the leaf.
    function batchOfOne(uint48 validUntil) private view returns (bytes memory) {
        return batchSignature(address(validator), ownerPasskey, address(account), HASH, validUntil, new bytes32[](0));
    }

    function leavesOf(uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode("leaf", i));
        }
    }

    function packed(uint48 validAfter, uint48 validUntil) private pure returns (uint256) {
        return uint256(validAfter) << 208 | uint256(validUntil) << 160;
    }

    // ---- one user operation -----------------------------------------------------------------------------------------

    function test_validateUserOp_acceptsEveryPasskeyOfTheAccount() public {
        add(address(account), newPasskey);
        assertEq(answerTo(single(ownerPasskey)), SUCCESS, "primary");
        assertEq(answerTo(single(newPasskey)), SUCCESS, "further");
        assertEq(answerTo(single(otherPasskey)), FAILED, "somebody else");
    }

    function test_validateUserOp_rejectsOtherHashes() public {
        bytes memory signature = single(ownerPasskey);
        assertEq(answerTo(address(account), keccak256("another"), signature), FAILED, "another hash");
    }

    function test_validateUserOp_rejectsEndedPasskeys() public {
        bytes memory signature = single(ownerPasskey);
        bytes memory batch = batchOfOne(VALID_UNTIL);
        replace(address(account), newPasskey);
        rejects(signature, "one");
        rejects(batch, "a batch");
    }

    /// C-43 A stranger who asks is told about himself, whatever sender he writes, and nothing changes.
    function test_validateUserOp_answersStrangersAboutThemselves() public {
        PackedUserOperation memory userOp;
        userOp.sender = address(account);
        userOp.signature = single(ownerPasskey);
        vm.record();
        assertEq(validator.validateUserOp(userOp, HASH), FAILED, "a stranger");
        vm.prank(address(otherAccount));
        assertEq(validator.validateUserOp(userOp, HASH), FAILED, "the other account");
        (, bytes32[] memory writes) = vm.accesses(address(validator));
        assertEq(writes.length, 0, "writes");
    }

    /// One passkey owns both accounts: what it signs for one is nothing to the other.
    function test_validateUserOp_isForOneAccount() public {
        add(address(otherAccount), ownerPasskey);
        assertEq(answerTo(address(otherAccount), HASH, single(ownerPasskey)), FAILED, "one");
        assertEq(uint160(answerTo(address(otherAccount), HASH, batchOfOne(VALID_UNTIL))), FAILED, "a batch");
    }

    /// W-16 The first byte only says what must have been signed.
    function test_validateUserOp_rejectsEveryOtherFirstByte() public {
        bytes memory signature = single(ownerPasskey);
        bytes memory batch = batchOfOne(VALID_UNTIL);
        for (uint256 first = 0; first < 256; ++first) {
            (signature[0], batch[0]) = (bytes1(uint8(first)), bytes1(uint8(first)));
            if (first != 0) rejects(signature, vm.toString(first));
            if (first != 1) rejects(batch, vm.toString(first));
        }
    }

    /// W-16 The whole of one form, dressed as the other.
    function test_validateUserOp_rejectsOneFormDressedAsTheOther() public {
        bytes32 single_ = userOperationDigest(address(validator), address(account), HASH);
        bytes32 batch = userOperationsDigest(address(validator), address(account), HASH, VALID_UNTIL);
        bytes memory ownersKey = keyOf(ownerPasskey);
        rejects(bytes.concat(hex"00", ownersKey, sign(ownerPasskey, batch)), "a batch's signature as one's");
        rejects(
            abi.encodePacked(bytes1(0x01), VALID_UNTIL, uint8(0), ownersKey, sign(ownerPasskey, single_)),
            "one's signature as a batch's"
        );
    }

    /// W-16 Every bit counts, on the way through any mempool.
    function testFuzz_validateUserOp_rejectsFlippedBits(uint256 position, uint8 bit, bool batch) public {
        bytes memory signature = batch ? batchOfOne(VALID_UNTIL) : single(ownerPasskey);
        position = bound(position, 0, signature.length - 1);
        signature[position] ^= bytes1(uint8(1) << (bit % 8));
        rejects(signature, vm.toString(position));
    }

    /// W-04
    function test_validateUserOp_needsUserVerification() public {
        Assertion memory assertion = assertionOf(userOperationDigest(address(validator), address(account), HASH));
        assertion.authenticatorData = authenticatorData(USER_PRESENT);
        rejects(bytes.concat(hex"00", keyOf(ownerPasskey), sign(ownerPasskey, assertion)), "without UV");
    }

    /// W-18
    function test_validateUserOp_rejectsRawSignatures() public {
        bytes32[2] memory hashes = [HASH, userOperationDigest(address(validator), address(account), HASH)];
        for (uint256 i = 0; i < hashes.length; ++i) {
            (bytes32 r, bytes32 s) = signLow(ownerPasskey, hashes[i]);
            rejects(abi.encodePacked(bytes1(0x00), keyOf(ownerPasskey), r, s), "r and s alone");
            rejects(
                bytes.concat(hex"00", keyOf(ownerPasskey), pack(r, s, assertionOf(hashes[i]))),
                "in an unsigned envelope"
            );
        }
    }

    function test_validateUserOp_rejectsCutSignatures() public {
        bytes[2] memory signatures = [single(ownerPasskey), batchOfOne(VALID_UNTIL)];
        for (uint256 i = 0; i < signatures.length; ++i) {
            bytes memory signature = signatures[i];
            for (uint256 length = signature.length; length > 0; --length) {
                assembly ("memory-safe") {
                    mstore(signature, sub(length, 1))
                }
                rejects(signature, vm.toString(length - 1));
            }
        }
    }

    /// ERC-7562: while a user operation is validated, only slots that belong to the account may be read, and bundlers know
    /// them by the account as the innermost key.
    function test_validateUserOp_readsTheAccountsSlotsAlone() public {
        add(address(account), newPasskey);
        bytes memory signature = single(newPasskey);
        vm.record();
        assertEq(answerTo(signature), SUCCESS, "a further passkey");
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(validator));
        bytes32 ofTheKey = keccak256(abi.encode(keyHash(newPasskey), 1));
        assertEq(reads.length, 2, "reads");
        assertEq(reads[0], keccak256(abi.encode(address(account), 0)), "the account's word");
        assertEq(reads[1], keccak256(abi.encode(address(account), ofTheKey)), "the further key's generation");
        assertEq(writes.length, 0, "writes");
    }

    function testFuzz_validateUserOp_acceptsRandomPasskeys(uint256 seed, bytes32 hash) public {
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        bytes memory signature = userOpSignature(address(validator), passkey, address(account), hash);
        assertEq(answerTo(address(account), hash, signature), SUCCESS, "its signature");
    }

    function testFuzz_validateUserOp_neverReverts(bytes calldata signature) public {
        rejects(signature, "random bytes");
        rejects(bytes.concat(hex"00", signature), "random bytes for one");
        rejects(bytes.concat(hex"01", signature), "random bytes for a batch");
        rejects(bytes.concat(hex"01000000000001", hex"00", keyOf(ownerPasskey), signature), "after the owner's key");
    }

    // ---- a batch ----------------------------------------------------------------------------------------------------

    /// Trees of 1 to 9 leaves, each leaf with its proof.
    function test_validateUserOp_acceptsEveryLeafOfABatch() public {
        for (uint256 count = 1; count <= 9; ++count) {
            bytes32[] memory leaves = leavesOf(count);
            for (uint256 i = 0; i < count; ++i) {
                acceptsLeaf(ownerPasskey, leaves, i, VALID_UNTIL);
            }
        }
    }

    function acceptsLeaf(Passkey memory passkey, bytes32[] memory leaves, uint256 i, uint48 validUntil) private {
        bytes memory signature = batchSignature(
            address(validator), passkey, address(account), rootOf(leaves), validUntil, proofOf(leaves, i)
        );
        uint48 longest = validator.MAX_BATCH_VALIDITY();
        uint256 expected = packed(validUntil > longest ? validUntil - longest : 0, validUntil);
        assertEq(answerTo(address(account), leaves[i], signature), expected, "a leaf");
        assertEq(
            uint160(answerTo(address(account), keccak256("no leaf"), signature)), FAILED, "what is no leaf of the tree"
        );
    }

    function testFuzz_validateUserOp_acceptsLeaves(bytes32[7] calldata some, uint256 count, uint256 i, uint256 seed)
        public
    {
        bytes32[] memory leaves = new bytes32[](bound(count, 1, some.length));
        for (uint256 j = 0; j < leaves.length; ++j) {
            leaves[j] = keccak256(abi.encode(some[j]));
        }
        Passkey memory passkey = passkeyFrom(seed);
        replace(address(account), passkey);
        acceptsLeaf(passkey, leaves, bound(i, 0, leaves.length - 1), uint48(bound(seed, 1, 2 ** 47 - 1)));
    }

    /// The longest proof that one byte can count.
    function test_validateUserOp_acceptsAProofOf255() public {
        bytes32[] memory proof = new bytes32[](255);
        bytes32 root = HASH;
        for (uint256 i = 0; i < proof.length; ++i) {
            proof[i] = keccak256(abi.encode(i));
            root = merkleNode(root, proof[i]);
        }
        bytes memory signature =
            batchSignature(address(validator), ownerPasskey, address(account), root, VALID_UNTIL, proof);
        assertEq(answerTo(signature), packed(VALID_UNTIL - 7 days, VALID_UNTIL), "a long proof");
    }

    function test_validateUserOp_rejectsWrongProofs() public {
        bytes32[] memory leaves = leavesOf(5);
        leaves[2] = HASH;
        bytes32 root = rootOf(leaves);
        bytes32[] memory proof = proofOf(leaves, 2);
        assertEq(answerTo(signedBatch(root, proof)), packed(VALID_UNTIL - 7 days, VALID_UNTIL), "the right proof");

        rejects(signedBatch(root, proofOf(leaves, 3)), "another leaf's proof");
        rejects(signedBatch(root, new bytes32[](0)), "no proof");
        rejects(signedBatch(root, append(proof, 0)), "a proof that is too long");
        (proof[0], proof[1]) = (proof[1], proof[0]);
        rejects(signedBatch(root, proof), "a proof in another order");
        (proof[0], proof[1]) = (proof[1], proof[0]);
        proof[2] ^= bytes32(uint256(1));
        rejects(signedBatch(root, proof), "a proof with another node");
    }

    function test_validateUserOp_rejectsWrongRoots() public {
        bytes32[] memory leaves = leavesOf(4);
        leaves[1] = HASH;
        bytes32[] memory proof = proofOf(leaves, 1);
        rejects(signedBatch(keccak256("another root"), proof), "another root");
        rejects(signedBatch(HASH, proof), "the leaf");
        rejects(signedBatch(0, proof), "zero");
    }

    /// A leaf is the hash of 66 bytes, a node that of 64: what is signed as a tree has no other leaves than its own.
    function test_validateUserOp_rejectsNodesThatWereNotSigned() public {
        bytes32[] memory leaves = leavesOf(4);
        leaves[0] = HASH;
        bytes memory signature = signedBatch(rootOf(leaves), proofOf(leaves, 0));
        assertEq(uint160(answerTo(address(account), rootOf(leaves), signature)), FAILED, "the root with a leaf's proof");
        assertEq(uint160(answerTo(address(account), merkleNode(leaves[0], leaves[1]), signature)), FAILED, "a node");
    }

    function signedBatch(bytes32 root, bytes32[] memory proof) private view returns (bytes memory) {
        return batchSignature(address(validator), ownerPasskey, address(account), root, VALID_UNTIL, proof);
    }

    /// To the EntryPoint 0 means "for ever".
    function test_validateUserOp_rejectsBatchesWithoutAnEnd() public {
        assertEq(answerTo(batchOfOne(0)), FAILED, "validUntil 0");
        // EntryPoint v0.9 would read these as blocks, and no seven days would end them.
        assertEq(answerTo(batchOfOne(2 ** 47 - 1)), packed(2 ** 47 - 1 - 7 days, 2 ** 47 - 1), "the last time");
        assertEq(answerTo(batchOfOne(2 ** 47)), FAILED, "a first bit that is set");
        assertEq(answerTo(batchOfOne(2 ** 47 + 8 days)), FAILED, "blocks at both ends");
        assertEq(answerTo(batchOfOne(type(uint48).max)), FAILED, "the last number");
    }

    /// validAfter is 7 days earlier, so that a batch that ends later is not valid yet.
    function test_validateUserOp_limitsTheValidityOfBatches() public {
        assertEq(validator.MAX_BATCH_VALIDITY(), 7 days, "MAX_BATCH_VALIDITY");
        assertEq(answerTo(batchOfOne(VALID_UNTIL)), packed(VALID_UNTIL - 7 days, VALID_UNTIL), "3 days");
        uint48 far = 2 ** 47 - 1;
        assertEq(answerTo(batchOfOne(far)), packed(far - 7 days, far), "as long as can be");
        assertEq(answerTo(batchOfOne(7 days + 1)), packed(1, 7 days + 1), "a week after 1970 and a second");
        assertEq(answerTo(batchOfOne(7 days)), packed(0, 7 days), "a week after 1970");
        assertEq(answerTo(batchOfOne(1)), packed(0, 1), "long ago");
    }

    function test_validateUserOp_rejectsBatchesWithAnotherEnd() public {
        bytes memory signature = batchOfOne(VALID_UNTIL);
        bytes memory longer = batchOfOne(VALID_UNTIL + 1);
        for (uint256 i = 1; i < 7; ++i) {
            signature[i] = longer[i];
        }
        rejects(signature, "a second longer than signed");
    }

    function test_validateUserOp_rejectsBatchesOfOthers() public {
        bytes memory signature =
            batchSignature(address(validator), otherPasskey, address(account), HASH, VALID_UNTIL, new bytes32[](0));
        rejects(signature, "somebody else's");
        signature = batchSignature(
            address(validator), ownerPasskey, address(otherAccount), HASH, VALID_UNTIL, new bytes32[](0)
        );
        rejects(signature, "another account's");
    }

    /// What is signed names no chain: each leaf does, because it is the hash of a user operation.
    function test_validateUserOp_acceptsBatchesOnEveryChain() public {
        bytes memory signature = batchOfOne(VALID_UNTIL);
        vm.chainId(CHAIN_ID + 1);
        assertEq(answerTo(signature), packed(VALID_UNTIL - 7 days, VALID_UNTIL), "on another chain");
    }
}
