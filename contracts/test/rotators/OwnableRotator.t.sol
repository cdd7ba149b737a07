// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {
    Execution,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Approval, Request} from "../../src/RecoveryModule.sol";
import {Policy} from "../../src/Policy.sol";
import {IOwnableValidator, OwnableRotator} from "../../src/rotators/OwnableRotator.sol";
import {OwnableValidator, PlainAccount} from "../mocks/OtherAccounts.sol";
import {Fixture} from "../support/Fixture.sol";
import {Wallet} from "../support/Policies.sol";

/// @notice Recovery of an account that addresses own, as seen from the account.
contract OwnableRotatorTest is Fixture {
    OwnableValidator private _owners;
    OwnableRotator private _rotator;
    PlainAccount private _owned;

    Wallet private _one = walletOf("owner one");
    Wallet private _two = walletOf("owner two");
    Wallet private _three = walletOf("owner three");
    Wallet private _new = walletOf("new owner");

    function setUp() public override {
        super.setUp();
        _owners = new OwnableValidator();
        _rotator = new OwnableRotator(IOwnableValidator(address(_owners)));
        _owned = new PlainAccount();
        _install(MODULE_TYPE_EXECUTOR, address(module), abi.encode(_policy()));
    }

    // ---- recoveries -------------------------------------------------------------------------------------------------

    function test_recover_replacesOneOwner() public {
        _own(1, _list(_one));
        _recover(_new, true);
        _assertOwners(_list(_new), 1);
    }

    /// The list is full, two signatures are needed, and nobody of the old ones is left.
    function test_recover_replacesAllOwnersOfAFullList() public {
        _own(2, _list(_one, _two, _three));
        _recover(_new, true);
        _assertOwners(_list(_new), 1);
    }

    /// A thief cannot block a recovery by adding the new key himself, wherever it stands in the list.
    function test_recover_keepsTheNewOwnerWhereItIsOneAlready() public {
        _own(3, _list(_one, _new, _two));
        _recover(_new, true);
        _assertOwners(_list(_new), 1);
    }

    function test_recover_keepsTheOnlyOwner() public {
        _own(1, _list(_new));
        _recover(_new, true);
        _assertOwners(_list(_new), 1);
    }

    function test_recover_addsAnOwner() public {
        _own(1, _list(_one));
        _recover(_new, false);
        _assertOwners(_list(_new, _one), 1);
    }

    // ---- rotation ---------------------------------------------------------------------------------------------------

    function test_rotation_isEmpty_whenItIsAnOwnerAlready() public {
        _own(1, _list(_one, _two));
        assertEq(_rotator.rotation(address(_owned), signerOf(_one), false).length, 0, "calls");
    }

    function test_rotation_reverts_whenMoreSignaturesAreNeeded() public {
        _own(2, _list(_one, _two));
        expectRevert(OwnableRotator.ThresholdTooHigh.selector, abi.encode(_owned, 2, 1));
        _rotator.rotation(address(_owned), signerOf(_new), false);
    }

    function test_rotation_reverts_withoutOwners() public {
        expectRevert(OwnableRotator.NoOwners.selector, abi.encode(_owned));
        _rotator.rotation(address(_owned), signerOf(_new), true);
    }

    function test_rotation_reverts_forWhatCannotBeAnOwner() public {
        _own(1, _list(_one));
        bytes[4] memory signers =
            [bytes(""), abi.encodePacked(address(0)), abi.encodePacked(address(1)), passkeySigner(newPasskey)];
        for (uint256 i = 0; i < signers.length; ++i) {
            expectRevert(OwnableRotator.InvalidOwner.selector, abi.encode(signers[i]));
            _rotator.rotation(address(_owned), signers[i], true);
        }
    }

    /// Only the validator is ever called, without value.
    function test_rotation_callsNothingButTheValidator(uint8 count, uint8 at, bool isThere) public {
        uint256 length = bound(count, 1, 3);
        Wallet[] memory owners = _list(_one, _two, _three);
        if (isThere) owners[bound(at, 0, length - 1)] = _new;
        assembly ("memory-safe") {
            mstore(owners, length)
        }
        _own(1, owners);
        Execution[] memory calls = _rotator.rotation(address(_owned), signerOf(_new), true);
        for (uint256 i = 0; i < calls.length; ++i) {
            assertEq(calls[i].target, address(_owners), "target");
            assertEq(calls[i].value, 0, "value");
        }
        _recover(_new, true);
        _assertOwners(_list(_new), 1);
    }

    // ---- owners -----------------------------------------------------------------------------------------------------

    function test_isOwner() public {
        _own(1, _list(_one));
        assertTrue(_rotator.isOwner(address(_owned), signerOf(_one)), "owner");
        assertFalse(_rotator.isOwner(address(_owned), signerOf(_two)), "stranger");
        assertFalse(_rotator.isOwner(address(_owned), passkeySigner(newPasskey)), "no address");
        assertFalse(_rotator.isOwner(address(account), signerOf(_one)), "another account");
    }

    function test_isOwnerSignature_takesAsManyAsTheThreshold() public {
        _own(2, _list(_one, _two, _three));
        bytes32 digest = _messageDigest(address(_owned), "hash");
        (Wallet memory low, Wallet memory high) = _one.addr < _two.addr ? (_one, _two) : (_two, _one);
        bytes memory both_ = abi.encodePacked(sign(low, digest), sign(high, digest));
        assertTrue(_isSigned(both_), "both, ascending");
        assertFalse(_isSigned(abi.encodePacked(sign(high, digest), sign(low, digest))), "descending");
        assertFalse(_isSigned(abi.encodePacked(sign(low, digest), sign(low, digest))), "one twice");
        assertFalse(_isSigned(sign(low, digest)), "one alone");
        assertFalse(_isSigned(abi.encodePacked(both_, sign(_three, digest))), "more than asked for");
        assertFalse(_isSigned(""), "none");
        assertFalse(_isSigned(new bytes(130)), "zeros");
    }

    function test_isOwnerSignature_isForOneAccountAndOneHash() public {
        _own(1, _list(_one));
        assertTrue(_isSigned(sign(_one, _messageDigest(address(_owned), "hash"))), "this account, this hash");
        assertFalse(_isSigned(sign(_two, _messageDigest(address(_owned), "hash"))), "a stranger");
        assertFalse(_isSigned(sign(_one, _messageDigest(address(account), "hash"))), "another account");
        assertFalse(_isSigned(sign(_one, _messageDigest(address(_owned), "other"))), "another hash");
        assertFalse(_isSigned(sign(_one, "hash")), "the bare hash");
        assertFalse(_rotator.isOwnerSignature(address(account), "hash", ""), "an account without owners");
    }

    /// The owner ends a recovery by signature; the module asks this rotator.
    function test_cancelWithSignature_byAnOwner() public {
        _own(1, _list(_one));
        Request memory request = _request(_new, true);
        bytes32 hash = hashOf(request);
        module.start(abi.encode(_policy()), request, approvedBy(_policy(), hash, bob));
        uint40 deadline = uint40(block.timestamp) + 1 hours;
        bytes32 digest = cancellationDigestOf(address(module), address(_owned), hash, scopesOf(1), deadline);
        bytes memory signature = sign(_one, _messageDigest(address(_owned), digest));
        module.cancelWithSignature(address(_owned), hash, scopesOf(1), deadline, signature);
        assertEq(epochOf(address(_owned)), 2, "epoch");
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function _policy() private view returns (Policy memory) {
        return defaultPolicy(address(_rotator));
    }

    function _install(uint256 moduleTypeId, address module_, bytes memory data) private {
        vm.prank(address(_owned));
        _owned.installModule(moduleTypeId, module_, data);
    }

    function _own(uint256 threshold, Wallet[] memory wallets) private {
        address[] memory owners = new address[](wallets.length);
        for (uint256 i = 0; i < wallets.length; ++i) {
            owners[i] = wallets[i].addr;
        }
        _install(MODULE_TYPE_VALIDATOR, address(_owners), abi.encode(threshold, owners));
    }

    function _request(Wallet memory wallet, bool replace) private view returns (Request memory request) {
        request = requestOf(address(_owned), signerOf(wallet), epochOf(address(_owned)));
        request.replace = replace;
    }

    function _recover(Wallet memory wallet, bool replace) private {
        Request memory request = _request(wallet, replace);
        bytes32 hash = hashOf(request);
        Approval[] memory approvals = approvedByAll(_policy(), hash);
        module.recover(
            abi.encode(_policy()), request, approvals, sign(wallet, acceptanceDigestOf(address(module), hash))
        );
    }

    function _assertOwners(Wallet[] memory expected, uint256 threshold) private view {
        address[] memory owners = _owners.getOwners(address(_owned));
        assertEq(owners.length, expected.length, "how many owners");
        for (uint256 i = 0; i < owners.length; ++i) {
            assertEq(owners[i], expected[i].addr, "owner");
        }
        assertEq(_owners.threshold(address(_owned)), threshold, "threshold");
    }

    function _isSigned(bytes memory signature) private view returns (bool) {
        return _rotator.isOwnerSignature(address(_owned), "hash", signature);
    }

    function _messageDigest(address account_, bytes32 hash) private view returns (bytes32) {
        bytes32 typeHash = keccak256("Message(address account,bytes32 hash)");
        return
            typedDigest("Sparekey Ownable Rotator", address(_rotator), keccak256(abi.encode(typeHash, account_, hash)));
    }

    function _list(Wallet memory a) private pure returns (Wallet[] memory list) {
        list = new Wallet[](1);
        list[0] = a;
    }

    function _list(Wallet memory a, Wallet memory b) private pure returns (Wallet[] memory list) {
        list = new Wallet[](2);
        (list[0], list[1]) = (a, b);
    }

    function _list(Wallet memory a, Wallet memory b, Wallet memory c) private pure returns (Wallet[] memory list) {
        list = new Wallet[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }
}
